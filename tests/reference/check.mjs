// Opens the page in Chromium, at three sizes and in both colours, and fails where it talks to another host, reports an
// error, breaks its Content-Security-Policy, has an axe violation in any state, scrolls sideways, has an operation that
// the keyboard does not reach, or where "try it" does not send the key to its own origin.
//   node check.mjs URL
// LEAH_KEY is a key that the API takes: then what is tried must succeed. CHROME names another browser, SHOTS the folder of
// the pictures, DOCUMENT a file that stands in for docs.json, ONLY some of the runs ("light", "phone", "dark-small").
// WHOLE=1 takes whole pages, too, MORE=1 tells of all that axe finds, TIMES=1 of the seconds of each step.
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import puppeteer from 'puppeteer-core';

const url = process.argv[2];
if (!url) {
  console.error('node check.mjs URL');
  process.exit(2);
}
const origin = new URL(url).origin;
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const shots = process.env.SHOTS ?? 'screenshots';
const real = !!process.env.LEAH_KEY;
const KEY = process.env.LEAH_KEY ?? 'leah_check_0123456789';
const TOKEN = 'leah-auth-token';
mkdirSync(shots, { recursive: true });

// ---- What the document has ----

const substitute = process.env.DOCUMENT && readFileSync(process.env.DOCUMENT, 'utf8');
const spec = JSON.parse(substitute ?? await (await fetch(`${url}.json`)).text());
const METHODS = ['get', 'post', 'put', 'patch', 'delete'];
const operationsOf = (items, tagOf) => Object.entries(items ?? {}).flatMap(([path, item]) => METHODS.filter((it) => item[it]).map((method) => {
  const operation = item[method];
  const tag = tagOf(operation);
  return { path, method, operation, title: operation.summary, block: `operations-${tag.replaceAll(' ', '_')}-${operation.operationId}`, hash: `#/${encodeURIComponent(tag)}/${operation.operationId}` };
}));
const operations = operationsOf(spec.paths, (it) => it.tags[0]);
const events = operationsOf(spec.webhooks, () => 'webhooks');
const booking = operations.find((it) => it.method === 'post' && it.path === '/api/appointments');
const list = operations.find((it) => it.method === 'get' && it.path === '/api/appointments');
const creation = operations.find((it) => it.method === 'post' && it.path === '/api/transfers');
const upload = operations.find((it) => it.operation.requestBody?.content['multipart/form-data']);
const body = (it) => Object.values(it.operation.requestBody.content['application/json'].examples)[0].value;

// ---- The browser ----

const launch = () => puppeteer.launch({
  executablePath: process.env.CHROME ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--disable-background-networking'],
});
// What "try it" asks of the API, which may refuse it; the browser reports that as an error.
const isTried = (address) => {
  const { pathname } = new URL(address, url);
  return pathname.startsWith('/api/') && !pathname.startsWith('/api/docs');
};

// Runs in the page before all else: keeps what breaks the policy, and each step of the focus.
const prepare = () => {
  window.broken = [];
  window.trail = [];
  document.addEventListener('securitypolicyviolation', (event) => window.broken.push(`${event.effectiveDirective} ${event.blockedURI} ${event.sourceFile ?? ''}:${event.lineNumber}`));
  window.focused = () => {
    const it = document.activeElement;
    const outline = getComputedStyle(it);
    return { block: it.closest('.opblock')?.id ?? '', control: it.classList.contains('opblock-summary-control'), text: (it.getAttribute('aria-label') ?? it.textContent ?? '').trim().slice(0, 60),
      id: it.id, class: it.className, seen: outline.outlineStyle !== 'none' && parseFloat(outline.outlineWidth) >= 2, tag: it.tagName };
  };
  document.addEventListener('focusin', () => window.trail.push(window.focused()));
};

const focused = (page) => page.evaluate(() => window.focused());
const tabTo = async (page, wanted, limit = 400) => {
  for (let n = 0; n < limit; n += 1) {
    await page.keyboard.press('Tab');
    const at = await focused(page);
    if (wanted(at)) return at;
  }
  return null;
};

// Until the page has been left as it is for a moment.
const settle = (page) => page.evaluate(() => new Promise((done) => {
  let pause;
  const again = () => { clearTimeout(pause); pause = setTimeout(() => { watcher.disconnect(); requestAnimationFrame(done); }, 80); };
  const watcher = new MutationObserver(again);
  watcher.observe(document.body, { childList: true, subtree: true, attributes: true });
  again();
}));

// What is wider than the page, or is moved sideways within it and is no code.
const wide = (page) => page.evaluate(() => {
  const width = document.documentElement.clientWidth;
  const told = (it) => `${it.tagName}.${it.className}`;
  const all = [...document.querySelectorAll('body *')];
  const by = document.scrollingElement.scrollWidth - width;
  const found = by > 0 ? [`the page scrolls sideways by ${by} px: ${all.filter((it) => it.getBoundingClientRect().left + it.scrollWidth > width + 1).map(told).slice(-6).join(' ')}`] : [];
  const moved = all.filter((it) => it.scrollWidth > it.clientWidth + 1 && it.clientWidth > 1 && !it.matches('pre, textarea, input, select') && ['auto', 'scroll'].includes(getComputedStyle(it).overflowX));
  return moved.length ? [...found, `it scrolls sideways: ${moved.map(told).slice(0, 6).join(' ')}`] : found;
});

const axeFinds = async (page) => {
  await page.evaluate(axe);
  return page.evaluate(() => axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'], resultTypes: ['violations'], preload: false }).then((it) => it.violations.map((v) => ({
    id: v.id, impact: v.impact, nodes: v.nodes.map((n) => `${n.target.join(' ')}  ${n.html.slice(0, 90)}  ${n.any[0]?.data?.contrastRatio ? JSON.stringify([n.any[0].data.fgColor, n.any[0].data.bgColor, n.any[0].data.contrastRatio]) : ''}`) }))));
};

// ---- One run ----

// Whether nothing is wrong. Others run beside it: each line tells whose it is.
const run = async (browser, scheme, [size, width, height]) => {
  const where = `${scheme} ${size}`;
  const mobile = size !== 'desktop';
  let failed = false;
  const fault = (at, text) => {
    failed = true;
    console.log(`FAIL ${at}: ${text}`);
  };
  let last = performance.now();
  const time = (step) => {
    if (process.env.TIMES) console.log(`       ${where}, ${step}: ${((performance.now() - last) / 1000).toFixed(2)}s`);
    last = performance.now();
  };
  const page = await browser.newPage();
  page.setDefaultTimeout(8000);
  if (substitute) {
    await page.setRequestInterception(true);
    page.on('request', (request) => {
      const stands = new URL(request.url()).pathname === '/api/docs.json';
      return stands ? request.respond({ contentType: 'application/json', body: substitute }) : request.continue();
    });
  }
  await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
  await page.setViewport({ width, height, isMobile: mobile, hasTouch: mobile });
  await page.evaluateOnNewDocument(prepare);
  const sent = [];
  page.on('request', (request) => {
    const to = new URL(request.url());
    if (to.protocol.startsWith('http') && to.origin !== origin) fault(where, `a request to ${to.origin}`);
    if (to.origin === origin && isTried(to)) sent.push({ request, path: to.pathname, method: request.method(), headers: request.headers(), body: request.postData() });
  });
  page.on('response', (response) => {
    const call = sent.find((it) => it.request === response.request());
    if (call) call.status = response.status();
  });
  page.on('console', (message) => {
    if (message.type() !== 'error' || isTried(message.location().url ?? '')) return;
    fault(where, `console: ${message.text().slice(0, 200)}`);
  });
  page.on('pageerror', (error) => fault(where, `error: ${error.message.slice(0, 200)}`));

  const look = async (state) => {
    await settle(page);
    // A phone's rules are the smallest's, too.
    const axed = size !== 'small' || ['begin', 'contents', 'answer', 'upload'].includes(state);
    for (const it of axed ? await axeFinds(page) : []) {
      fault(`${where}, ${state}`, [`axe ${it.id} (${it.impact}) ${it.nodes.length} times`, ...it.nodes.slice(0, process.env.MORE ? 30 : 2)].join('\n       '));
    }
    for (const it of await wide(page)) fault(`${where}, ${state}`, it);
    await page.screenshot({ path: join(shots, `${scheme}-${size}-${state}.png`) });
    if (process.env.WHOLE) await page.screenshot({ path: join(shots, `whole-${scheme}-${size}-${state}.png`), fullPage: true });
    time(state);
  };
  const isOpen = (it, complaint) => page.waitForSelector(`#${it.block}.is-open .responses-wrapper`).catch(() => fault(where, complaint));
  const inBlock = (it, act, ...rest) => page.$eval(`#${it.block}`, act, ...rest);

  // Its own address leads to an operation, and so does one that is followed.
  await page.goto(`${url}${upload.hash}`);
  await isOpen(upload, 'the address of an operation does not open it');
  await settle(page);
  const nameless = await inBlock(upload, (it) => it.querySelectorAll('.parameter__name:empty').length);
  if (nameless) fault(where, `${nameless} parameters without a name`);
  await page.evaluate((hash) => { location.hash = hash; }, events[0].hash);
  await isOpen(events[0], 'the address of an event does not open it');
  time('addresses');

  // Opened.
  await page.goto(url);
  await page.waitForSelector('.opblock');
  await look('begin');

  // The keyboard reaches every operation and opens it.
  const shown = await page.$$eval('.opblock', (them) => them.map((it) => it.id));
  const expected = [...operations, ...events].map((it) => it.block);
  for (const id of expected.filter((it) => !shown.includes(it))) fault(where, `${id} is not shown`);
  for (let n = 0; n < 600; n += 20) {
    for (let step = 0; step < 20; step += 1) await page.keyboard.press('Tab');
    if (await page.evaluate((block) => window.trail.some((it) => it.block === block), shown.at(-1))) break;
  }
  const trail = await page.evaluate(() => window.trail);
  for (const at of trail.filter((it) => !it.seen)) fault(where, `no visible focus on ${at.tag} ${at.class} ${at.text}`);
  const reached = new Set(trail.filter((it) => it.control).map((it) => it.block));
  for (const id of expected.filter((it) => !reached.has(it))) fault(where, `the keyboard does not reach ${id}`);
  time('keyboard');
  // Each is opened by it, and none is too wide. Colours change neither, and what fits the smallest fits a phone.
  if (scheme === 'light' && size !== 'phone') {
    for (const id of shown) {
      await page.focus(`#${id} .opblock-summary-control`);
      await page.keyboard.press('Enter');
      await page.waitForSelector(`#${id}.is-open .responses-wrapper`).catch(() => fault(where, `${id} does not open by Enter`));
      await page.$$eval('.opblock .try-out__btn', (them) => them.forEach((it) => it.click()));
      for (const it of await wide(page)) fault(`${where}, ${id}`, it);
      await page.keyboard.press('Enter');
    }
    await page.goto(url);
    await page.waitForSelector('.opblock');
    time('each');
  }

  // The list of operations, by the keyboard.
  await page.focus('.skip');
  if (mobile) {
    if (!await tabTo(page, (at) => at.tag === 'SUMMARY')) fault(where, 'the contents are not reached');
    await page.keyboard.press('Enter');
    await look('contents');
  }
  if (!await tabTo(page, (at) => at.tag === 'A' && at.text.endsWith(booking.title))) fault(where, 'the list does not have the operation');
  await page.keyboard.press('Enter');
  await isOpen(booking, 'the list does not open the operation');
  await settle(page);
  const at = await focused(page);
  if (at.block !== booking.block) fault(where, `the list leaves the focus on ${at.tag} ${at.text}`);
  if (!/curl /.test(await page.$eval('.opblock.is-open .sample pre', (it) => it.textContent).catch(() => ''))) fault(where, 'no curl line');
  await look('operation');

  // The key, then "try it", by the keyboard.
  await page.evaluate(() => window.scrollTo(0, 0));
  await page.focus('#reference');
  if (!await tabTo(page, (it) => it.id === 'key')) fault(where, 'the field of the key is not reached');
  await page.keyboard.type(KEY);
  await page.keyboard.press('Enter');
  await look('key');
  if (!await tabTo(page, (it) => it.control && it.block === booking.block)) fault(where, 'the operation is not reached');
  if (!await tabTo(page, (it) => /Try it out/.test(it.text))) fault(where, '"Try it out" is not reached');
  await page.keyboard.press('Enter');
  await look('try');
  if (!await tabTo(page, (it) => /^Execute/.test(it.text))) fault(where, '"Execute" is not reached');
  await page.keyboard.press('Enter');
  await page.waitForSelector('.live-responses-table').catch(() => fault(where, 'no answer is shown'));
  await page.$eval('.opblock.is-open .responses-wrapper', (it) => it.scrollIntoView());
  await look('answer');

  // What was sent: to the API, with the key, and taken.
  const judge = (it, path, status, holds) => {
    const call = sent.find((one) => one.method === it.method.toUpperCase() && one.path === path);
    if (!call) { fault(where, `nothing was sent to ${path}`); return; }
    if (call.headers[TOKEN] !== KEY) fault(where, `it was sent to ${path} with the key ${call.headers[TOKEN]}`);
    if (holds && !call.body?.includes(holds)) fault(where, `it was sent to ${path} with the body ${call.body}`);
    if (real && call.status !== status) fault(where, `${it.operation.operationId}, as it is documented, is answered ${call.status}`);
  };
  judge(booking, booking.path, 201, 'startTime');

  // Other kinds of operations, by the pointer: a list, files, an event.
  const tryOut = async (it) => {
    await inBlock(it, (block) => block.querySelector('.opblock-summary-control').click());
    await isOpen(it, `${it.block} does not open`);
    await inBlock(it, (block) => { block.querySelector('.try-out__btn')?.click(); block.scrollIntoView(); });
    await settle(page);
  };
  const execute = async (it) => {
    // What is typed counts at once where its field is left.
    await inBlock(it, (block) => { const button = block.querySelector('.execute'); button.focus(); button.click(); });
    await page.waitForSelector(`#${it.block} .live-responses-table`).catch(() => fault(where, `${it.block} shows no answer`));
  };
  await tryOut(list);
  await execute(list);
  await inBlock(list, (block) => block.querySelectorAll('.folded button, summary').forEach((it) => it.click()));
  await look('list');
  judge(list, list.path, 200);

  await tryOut(upload);
  if (real) {
    const made = await fetch(`${origin}${creation.path}`, { method: 'POST', headers: { [TOKEN]: KEY, 'content-type': 'application/json', accept: 'application/json' }, body: JSON.stringify(body(creation)) });
    const { id } = await made.json();
    await page.type(`#${upload.block} [data-param-name=id] input`, id);
    // A picture of the page is at hand.
    await (await page.$(`#${upload.block} input[type=file]`)).uploadFile(resolve(shots, `${scheme}-${size}-begin.png`));
    await settle(page);
    await execute(upload);
    judge(upload, upload.path.replace('{id}', id), 200);
  }
  await look('upload');
  if (await page.evaluate((key) => document.body.innerText.includes(key), KEY)) fault(where, 'the key is shown');

  await tryOut(events[0]);
  await look('event');

  await page.evaluate(() => {
    document.querySelectorAll('.opblock.is-open .opblock-summary-control').forEach((it) => it.click());
    const models = document.querySelector('.models');
    if (!models.classList.contains('is-open')) models.querySelector('.models-control').click();
    models.scrollIntoView();
  });
  await settle(page);
  await page.evaluate(() => [...document.querySelectorAll('.json-schema-2020-12-expand-deep-button')].slice(0, 6).forEach((it) => it.click()));
  await look('schemas');

  for (const it of new Set(await page.evaluate(() => window.broken))) fault(where, `Content-Security-Policy: ${it}`);
  await page.close();
  console.log(`test ${where}, ${reached.size} operations by the keyboard ... ${failed ? 'FAILED' : 'ok'}`);
  return !failed;
};

// ---- All of them ----

// The smallest is the width at which text that is enlarged fourfold is read on a desktop.
const SIZES = [['desktop', 1280, 900], ['small', 320, 640], ['phone', 390, 844]];
const only = process.env.ONLY?.split(' ');
const begin = performance.now();
const all = ['light', 'dark'].flatMap((scheme) => SIZES.map((size) => [scheme, size]));
const wanted = all.filter(([scheme, [size]]) => !only || [scheme, size, `${scheme}-${size}`].some((it) => only.includes(it)));
const due = [...wanted];
let passed = 0;
// A browser has one focus: each has a browser of its own.
const work = async () => {
  const browser = await launch();
  for (let next = due.shift(); next; next = due.shift()) {
    const [scheme, size] = next;
    const fine = await run(browser, scheme, size).catch((error) => console.log(`FAIL ${scheme} ${size[0]}: it broke off: ${error.stack}`));
    if (fine) passed += 1;
  }
  await browser.close();
};
await Promise.all(Array.from({ length: Math.min(3, availableParallelism()) }, work));
const failed = wanted.length - passed;
const ok = passed && !failed;
const seconds = ((performance.now() - begin) / 1000).toFixed(2);
console.log(`
test result: ${ok ? 'ok' : 'FAILED'}. ${passed} passed; ${failed} failed; 0 ignored; 0 measured; ${all.length - wanted.length} filtered out; finished in ${seconds}s`);
process.exit(ok ? 0 : 1);
