// Shows docs.json by Swagger UI, and mends what its pages lack: a list of the operations, curl lines before anything is
// sent, one field for the key, the names of fields that screen readers need. Nothing leaves this origin.
(() => {
  'use strict';

  const TOKEN = 'LEAH-AUTH-TOKEN';
  // The host that the document's own curl lines name; this page's stands in its place.
  const DOCUMENTED_HOST = 'https://myorganization.leah.care';
  // What stands before `/api`: nothing, or the stage of an API without a domain of its own.
  const base = location.pathname.replace(/\/api\/docs(\.html)?$/, '');
  const here = location.origin + base;

  // Colours: Swagger UI has them for both, by a class.
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const paint = () => document.documentElement.classList.toggle('dark-mode', dark.matches);
  dark.addEventListener('change', paint);
  paint();

  // ---- curl lines ----

  const quote = (text) => `'${String(text).replaceAll("'", `'\\''`)}'`;

  const firstExample = (holder) => {
    if (!holder) return undefined;
    if (holder.example !== undefined) return holder.example;
    return Object.values(holder.examples ?? {})[0]?.value;
  };

  const resolved = (spec, node) => {
    if (!node?.$ref) return node;
    return node.$ref.slice(2).split('/').reduce((at, key) => at?.[key.replaceAll('~1', '/').replaceAll('~0', '~')], spec);
  };

  // A node with all that it refers to in it. What refers to itself is left as it is within.
  const whole = (spec, node, within = []) => {
    if (Array.isArray(node)) return node.map((it) => whole(spec, it, within));
    if (!node || typeof node !== 'object') return node;
    const { $ref: to, ...own } = node;
    const copy = Object.fromEntries(Object.entries(typeof to === 'string' ? own : node).map(([key, it]) => [key, whole(spec, it, within)]));
    if (typeof to !== 'string') {
      // All of one thing is that thing.
      const { allOf, ...rest } = copy;
      return allOf?.length === 1 && !Object.keys(allOf[0]).some((key) => key in rest) ? { ...rest, ...allOf[0] } : copy;
    }
    return within.includes(to) ? node : { ...whole(spec, resolved(spec, node), [...within, to]), ...copy, $$ref: to };
  };

  // What a schema says of itself by its examples; an object by those of the fields that it must have.
  const sample = (spec, schema) => {
    const it = resolved(spec, schema);
    if (!it) return undefined;
    const own = it.examples?.[0] ?? it.example ?? it.const ?? it.default ?? it.enum?.[0];
    if (own !== undefined) return own;
    if (!it.properties) return undefined;
    const fields = (it.required ?? []).map((key) => [key, sample(spec, it.properties[key])]).filter(([, value]) => value !== undefined);
    return fields.length ? Object.fromEntries(fields) : undefined;
  };

  // A path that is in the document with values in the place of its names: an answer's example has it.
  let text;
  const recorded = (spec, path) => {
    text ??= JSON.stringify(spec);
    const [known] = path.match(/.*}/) ?? [];
    const shape = known?.split(/{[^}]*}/).map((it) => it.replace(/[.*+?^$()[\]|\\]/g, '\\$&')).join('[\\w-]+');
    const [found] = shape ? text.match(new RegExp(shape)) ?? [] : [];
    return found ? found + path.slice(known.length) : path;
  };

  // A curl line for an operation without one in `x-codeSamples`: its examples, and every parameter that it must have.
  const curl = (spec, path, method, item) => {
    const operation = item[method];
    const parameters = (operation.parameters ?? []).map((it) => resolved(spec, it));
    const value = (it) => firstExample(it) ?? sample(spec, it.schema) ?? `{${it.name}}`;
    let url = recorded(spec, path);
    const query = new URLSearchParams();
    const lines = [];
    for (const it of parameters.filter((it) => it?.required)) {
      if (it.in === 'path') url = url.replace(`{${it.name}}`, value(it));
      if (it.in === 'query') query.append(it.name, value(it));
      if (it.in === 'header') lines.push(`--header ${quote(`${it.name}: ${value(it)}`)}`);
    }
    if ((operation.security ?? spec.security ?? []).some((it) => Object.keys(it).length)) {
      lines.unshift(`--header "${TOKEN}: $LEAH_KEY"`);
    }
    const [type, body] = Object.entries(resolved(spec, operation.requestBody)?.content ?? {})[0] ?? [];
    if (type === 'multipart/form-data') {
      for (const field of Object.keys(resolved(spec, body.schema)?.properties ?? {})) lines.push(`--form ${quote(`${field}=@"prescription.jpg"`)}`);
    } else if (type) {
      lines.push(`--header ${quote(`Content-Type: ${type}`)}`);
      const example = firstExample(body) ?? sample(spec, body.schema);
      if (example !== undefined) lines.push(`--data-raw ${quote(JSON.stringify(example, null, 2))}`);
    }
    const search = query.size ? `?${query}` : '';
    return [`curl --request ${method.toUpperCase()} ${quote(here + url + search)}`, ...lines].join(' \\\n  ');
  };

  const samples = (spec, at) => {
    const [section, path, method] = at;
    const item = spec[section]?.[path];
    if (section !== 'paths' || !item?.[method]) return [];
    const given = item[method]['x-codeSamples'];
    if (given?.length) return given.map((it) => ({ label: it.label ?? it.lang, source: it.source.replaceAll(DOCUMENTED_HOST, here) }));
    return [{ label: 'curl', source: curl(spec, path, method, item) }];
  };

  // ---- Operations, and the ways to them ----

  const EVENTS = 'Events sent to you';
  const METHODS = ['get', 'post', 'put', 'patch', 'delete'];

  const operations = (spec) => {
    const groups = new Map((spec.tags ?? []).map((it) => [it.name, []]));
    for (const [path, item] of Object.entries(spec.paths ?? {})) {
      for (const method of METHODS.filter((it) => item[it])) {
        const operation = item[method];
        const tag = operation.tags?.[0] ?? 'default';
        if (!groups.has(tag)) groups.set(tag, []);
        groups.get(tag).push({ tag, id: operation.operationId, method, title: operation.summary ?? path });
      }
    }
    const hooks = Object.entries(spec.webhooks ?? {}).flatMap(([name, item]) =>
      METHODS.filter((it) => item[it]).map((method) => ({ tag: 'webhooks', id: item[method].operationId, method: 'event', title: name })));
    return [...groups, [EVENTS, hooks]].filter(([, list]) => list.length);
  };

  const hashOf = ({ tag, id }) => `#/${encodeURIComponent(tag)}/${encodeURIComponent(id)}`;

  // Opens an operation and goes to it. Swagger UI writes the address of what it opens.
  const open = async ({ tag, id }) => {
    const { layoutActions, layoutSelectors } = window.ui;
    if (!layoutSelectors.isShown(['operations-tag', tag], true)) layoutActions.show(['operations-tag', tag], true);
    if (!layoutSelectors.isShown(['operations', tag, id], false)) layoutActions.show(['operations', tag, id], true);
    else if (location.hash !== hashOf({ tag, id })) history.pushState(null, '', hashOf({ tag, id }));
    for (let tries = 0; tries < 60; tries += 1) {
      const control = document.getElementById(`operations-${tag}-${id}`.replaceAll(' ', '_'))?.querySelector('.opblock-summary-control');
      if (control) {
        control.scrollIntoView({ block: 'start' });
        control.focus({ preventScroll: true });
        return;
      }
      await new Promise((done) => requestAnimationFrame(done));
    }
  };

  // Every link to an operation opens it, and so do the browser's own ways: back, forward, an address that is typed.
  const lead = (spec) => {
    const known = new Map(operations(spec).flatMap(([, list]) => list).map((it) => [hashOf(it), it]));
    addEventListener('hashchange', () => { if (known.has(location.hash)) open(known.get(location.hash)); });
    document.addEventListener('click', (event) => {
      const it = known.get(event.target.closest?.('a[href^="#/"]')?.getAttribute('href'));
      if (!it || event.metaKey || event.ctrlKey || event.shiftKey) return;
      event.preventDefault();
      open(it);
    });
  };

  // ---- Swagger UI, changed by its own means ----

  const plugin = (spec) => (system) => {
    const { createElement: h, Fragment, useState } = system.React;
    const nothing = () => () => null;

    const scheme = Object.entries(spec.components?.securitySchemes ?? {}).find(([, it]) => it.type === 'apiKey' && it.in === 'header')?.[0];

    // One field for the key instead of a dialog, and instead of the list of servers: there is one, this one.
    const Key = () => {
      const [text, setText] = useState('');
      const [used, setUsed] = useState(false);
      if (!scheme) return null;
      const use = (event) => {
        event.preventDefault();
        const key = text.trim();
        if (!key) return;
        window.ui.preauthorizeApiKey(scheme, key);
        setUsed(true);
      };
      const forget = () => {
        system.authActions.logout([scheme]);
        setText('');
        setUsed(false);
        document.getElementById('key').focus();
      };
      return h('form', { className: 'wrapper key', onSubmit: use },
        h('label', { htmlFor: 'key' }, 'Your API key'),
        h('div', { className: 'key-row' },
          h('input', { id: 'key', type: 'password', autoComplete: 'off', spellCheck: false, value: text, 'aria-describedby': 'key-help', onChange: (event) => { setText(event.target.value); setUsed(false); } }),
          h('button', { type: 'submit', className: 'btn' }, 'Use it'),
          used && h('button', { type: 'button', className: 'btn', onClick: forget }, 'Forget it')),
        h('p', { id: 'key-help' }, `“Try it out” sends it to ${here} as ${TOKEN}. It is forgotten when you leave this page.`),
        h('p', { role: 'status', className: 'key-status' }, used ? 'The key is in use.' : ''));
    };

    const Sample = ({ label, source }) => {
      const [copied, setCopied] = useState(false);
      const copy = () => navigator.clipboard.writeText(source).then(() => setCopied(true));
      return h('div', { className: 'sample' },
        h('div', { className: 'sample-head' },
          h('h4', null, label),
          navigator.clipboard && h('button', { type: 'button', className: 'btn', onClick: copy }, copied ? 'Copied' : 'Copy', h('span', { className: 'unseen' }, ` ${label}`))),
        h('pre', { tabIndex: 0, role: 'group', 'aria-label': label }, source));
    };

    return {
      // Its own reads the whole document for each operation that is opened: a phone is busy with that for seconds.
      fn: { resolveSubtree: async (document, path) => ({ spec: whole(document, path.reduce((at, key) => at?.[key], document)), errors: [] }) },
      components: {
        // Swagger UI's own begins its main part at the operations; here all of it is.
        LeahLayout: ({ getComponent }) => {
          const part = (name) => h(getComponent(name, true));
          return h('div', { className: 'swagger-ui' },
            h(getComponent('SvgAssets')),
            part('errors'),
            h('div', { className: 'wrapper information-container' }, part('InfoContainer')),
            h(Key),
            h('div', { className: 'wrapper' }, h('h2', { id: 'operations' }, 'Operations'), part('operations')),
            h('div', { className: 'wrapper' }, part('Webhooks')),
            h('div', { className: 'wrapper' }, part('Models')));
        },
      },
      wrapComponents: {
        authorizeOperationBtn: nothing,
        CopyToClipboardBtn: nothing,
        // The path stands in the button that opens the operation; a link inside of a button cannot be reached.
        OperationSummaryPath: () => ({ operationProps }) => h('span', { className: 'opblock-summary-path' },
          operationProps.get('path').split(/(?<=_)|(?=[/.])/).map((it, index) => h(Fragment, { key: index }, index > 0 && h('wbr'), it))),
        // What was sent, without the key that it was sent with.
        curl: () => ({ request }) => h(Sample, { label: 'What was sent',
          source: system.fn.requestSnippetGenerator_curl_bash(request).replace(new RegExp(`'${TOKEN}: [^']*'`), `"${TOKEN}: $LEAH_KEY"`) }),
        // Its link would lead to the terms by their name, which is none where there are two of them.
        OAS31License: () => () => h('div', { className: 'info__license' }, 'License: ', spec.info.license?.name),
        // What is no success is told in a line, and in full to whoever asks.
        response: (Original) => (props) => {
          const [shown, setShown] = useState(false);
          const { code, response } = props;
          if (code.startsWith('2') || !(response.get('content') ?? response.get('headers'))) return h(Original, props);
          return h(Fragment, null,
            h('tr', { className: 'response folded' },
              h('td', { className: 'response-col_status' }, h('button', { type: 'button', 'aria-expanded': shown, onClick: () => setShown(!shown) }, code)),
              h('td', { className: 'response-col_description' }, h(props.getComponent('Markdown', true), { source: response.get('description') }))),
            shown && h(Original, props));
        },
        headers: () => ({ headers, getComponent }) => h('details', { className: 'headers' },
          h('summary', null, `Headers (${headers.size})`),
          h('dl', null, headers.entrySeq().toArray().map(([key, it]) => h(Fragment, { key },
            h('dt', null, h('code', null, key)),
            h('dd', null, h(getComponent('Markdown', true), { source: it.get('description') ?? '' })))))),
        // Where an answer leads: to an operation, by what it is asked with.
        operationLink: () => ({ link, getComponent }) => {
          const to = operations(spec).flatMap(([, list]) => list).find((it) => it.id === link.get('operationId'));
          if (!to) return null;
          return h('div', { className: 'operation-link' },
            h('a', { href: hashOf(to) }, to.title),
            h(getComponent('Markdown', true), { source: link.get('description') ?? '' }),
            (link.get('parameters')?.entrySeq().toArray() ?? []).map(([key, value]) => h('code', { key }, `${key} = ${value}`)));
        },
        parameters: (Original) => (props) => {
          const at = props.specPath.toJS().slice(0, 3);
          return h(Fragment, null,
            samples(spec, at).map((it, index) => h(Sample, { key: at.join(' ') + index, ...it })),
            h(Original, props));
        },
      },
      statePlugins: {
        spec: {
          wrapSelectors: {
            // Swagger UI takes application/json where nothing is chosen; the first that the answer has is Leah's default.
            currentProducesFor: (original) => (state, [path, method]) => {
              const chosen = state.getIn(['meta', 'paths', path, method, 'produces_value']);
              if (chosen) return chosen;
              const answers = spec.paths?.[path]?.[method]?.responses ?? {};
              const status = Object.keys(answers).find((it) => it.startsWith('2'));
              return Object.keys(resolved(spec, answers[status])?.content ?? {})[0] ?? original(state, [path, method]);
            },
          },
        },
      },
    };
  };

  // ---- The list of operations ----

  const element = (name, attributes = {}, ...children) => {
    const it = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) it.setAttribute(key, value);
    it.append(...children);
    return it;
  };

  const contents = (spec) => {
    const nav = document.getElementById('contents');
    const details = element('details', {}, element('summary', {}, 'Contents'));
    for (const [tag, list] of operations(spec)) {
      const items = list.map((it) => {
        const link = element('a', { href: hashOf(it) },
          element('span', { class: `method ${it.method}` }, it.method === 'delete' ? 'del' : it.method), element('span', {}, it.title));
        link.addEventListener('click', () => { if (!wide.matches) details.open = false; });
        return element('li', {}, link);
      });
      details.append(element('h2', {}, tag), element('ul', {}, ...items));
    }
    const wide = matchMedia('(min-width: 64rem)');
    const fit = () => { details.open = wide.matches; };
    wide.addEventListener('change', fit);
    fit();
    nav.replaceChildren(details);
    nav.hidden = false;
  };

  // ---- Names for what has none, and keys for what scrolls ----

  const name = (it, label) => { if (!it.getAttribute('aria-label')) it.setAttribute('aria-label', label); };

  const mend = (root) => {
    for (const it of root.querySelectorAll('textarea.body-param__text')) name(it, 'Request body');
    for (const it of root.querySelectorAll('select.examples-select-element')) name(it, 'Example');
    for (const row of root.querySelectorAll('tr[data-param-name], tr[data-property-name]')) {
      const label = row.dataset.paramName ?? row.dataset.propertyName;
      for (const it of row.querySelectorAll('input:not([type=checkbox]), select, textarea')) name(it, label);
    }
    for (const it of root.querySelectorAll('.json-schema-form-item-remove')) name(it, 'Remove');
    // A table is told as a table, not as a region without a name.
    for (const it of root.querySelectorAll('table[role=region]')) it.removeAttribute('role');
    for (const it of root.querySelectorAll('.models > h4')) it.setAttribute('aria-level', '2');
    // A tag of the operations is called so, too.
    for (const it of root.querySelectorAll('.webhooks > h2')) if (it.textContent !== EVENTS) it.textContent = EVENTS;
    for (const it of root.querySelectorAll('.webhooks h4')) it.setAttribute('aria-level', '3');
    for (const it of root.querySelectorAll('pre:not([tabindex])')) {
      if (it.closest('button, h1')) continue;
      it.tabIndex = 0;
    }
  };

  const watch = (root) => {
    let due = false;
    const run = () => { due = false; mend(root); };
    new MutationObserver(() => {
      if (due) return;
      due = true;
      requestAnimationFrame(run);
    }).observe(root, { childList: true, subtree: true });
    mend(root);
  };

  // ---- All of it ----

  // The same document, written as Swagger UI needs it.
  const suit = (spec) => {
    // The page talks to where it comes from, whatever other servers the document names.
    spec.servers = [{ url: base || '/' }];
    // What a path has for all of its operations is not resolved where an address opens one of them.
    for (const item of Object.values(spec.paths ?? {})) {
      for (const method of METHODS.filter((it) => item[it])) item[method].parameters = [...(item.parameters ?? []), ...(item[method].parameters ?? [])];
      delete item.parameters;
    }
    // Files of a list are known by their format alone.
    for (const schema of Object.values(spec.components?.schemas ?? {})) {
      for (const { items } of Object.values(schema.properties ?? {})) if (items?.contentMediaType) items.format = 'binary';
    }
  };

  const start = async () => {
    document.getElementById('status').textContent = 'Loading the reference…';
    const answer = await fetch('docs.json', { headers: { accept: 'application/json' } });
    if (!answer.ok) throw new Error(`docs.json answers ${answer.status}`);
    const spec = await answer.json();
    suit(spec);
    const root = document.getElementById('swagger-ui');
    watch(root);
    window.ui = window.SwaggerUIBundle({
      spec,
      domNode: root,
      deepLinking: true,
      layout: 'LeahLayout',
      docExpansion: 'list',
      defaultModelsExpandDepth: 0,
      displayRequestDuration: true,
      // Its colours fall short of 4.5:1, and they are written into each element.
      syntaxHighlight: { activated: false },
      persistAuthorization: false,
      validatorUrl: null,
      withCredentials: false,
      presets: [window.SwaggerUIBundle.presets.apis],
      plugins: [plugin(spec)],
      requestInterceptor: (request) => {
        if (new URL(request.url, location.href).origin !== location.origin) throw new Error('This page talks to its own origin only.');
        return request;
      },
      onComplete: () => document.getElementById('status').remove(),
    });
    contents(spec);
    lead(spec);
  };

  start().catch((error) => {
    document.getElementById('status').textContent = `The reference cannot be shown: ${error.message}.`;
  });
})();
