// Opens the page in Chromium, at two sizes and in both colours, and fails where it talks to another host, reports an
// error, breaks its Content-Security-Policy, has an axe violation in any state, scrolls sideways, has an operation that
// the keyboard does not reach, or where "try it" does not send the key to its own origin.
//   node check.mjs URL
// LEAH_KEY is a key that the API takes: then what is tried must succeed. CHROME names another browser, SHOTS the folder of
// the pictures, DOCUMENT a file that stands in for docs.json, ONLY some of the runs ("light", "phone", "dark-small").
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import puppeteer from 'puppeteer-core';

const url = process.argv[2];
if (!url) {
  console.error('node check.mjs URL');
  process.exit(2);
}
const origin = new URL(url).origin;
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const shots = process.env.SHOTS ?? 'screenshots';
const KEY = process.env.LEAH_KEY ?? 'leah_check_0123456789';
const DOCUMENT = process.env.DOCUMENT && readFileSync(process.env.DOCUMENT);
const TOKEN = 'leah-auth-token';
const sleep = (ms) => new Promise((done) => setTimeout(done, ms));
mkdirSync(shots, { recursive: true });

const browser = await puppeteer.launch({
  executablePath: process.env.CHROME ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--disable-background-networking'],
});
const faulty = new Set();
const fault = (where, text) => {
  faulty.add(where.split(',')[0]);
  console.log(`FAIL ${where}: ${text}`);
};
// What "try it" asks of the API, which may refuse it; the browser reports that as an error.
const isTried = (address) => {
  const { pathname } = new URL(address, url);
  return pathname.startsWith('/api/') && !pathname.startsWith('/api/docs');
};

const SIZES = [['desktop', 1280, 900], ['phone', 390, 844], ['small', 360, 740]];
const only = process.env.ONLY?.split(' ');

const focused = (page) => page.evaluate(() => {
  const it = document.activeElement;
  const outline = getComputedStyle(it);
  return { block: it.closest('.opblock')?.id ?? '', control: it.classList.contains('opblock-summary-control'), text: (it.getAttribute('aria-label') ?? it.textContent ?? '').trim().slice(0, 60),
    id: it.id, body: it === document.body, class: it.className, seen: outline.outlineStyle !== 'none' && parseFloat(outline.outlineWidth) >= 2, tag: it.tagName };
});
const tabTo = async (page, wanted, limit = 400) => {
  for (let n = 0; n < limit; n += 1) {
    await page.keyboard.press('Tab');
    const at = await focused(page);
    if (wanted(at)) return at;
  }
  return null;
};

const begin = performance.now();
let runs = 0;
for (const scheme of ['light', 'dark']) {
  for (const [size, width, height] of SIZES) {
    const where = `${scheme} ${size}`;
    if (only && !only.includes(scheme) && !only.includes(size) && !only.includes(`${scheme}-${size}`)) continue;
    runs += 1;
    const page = await browser.newPage();
    if (DOCUMENT) {
      await page.setRequestInterception(true);
      page.on('request', (request) => {
        const stands = new URL(request.url()).pathname === '/api/docs.json';
        return stands ? request.respond({ contentType: 'application/json', body: DOCUMENT }) : request.continue();
      });
    }
    await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
    await page.setViewport({ width, height, isMobile: size !== 'desktop', hasTouch: size !== 'desktop' });
    await page.evaluateOnNewDocument(() => {
      window.broken = [];
      document.addEventListener('securitypolicyviolation', (event) => window.broken.push(`${event.effectiveDirective} ${event.blockedURI} ${event.sourceFile ?? ''}:${event.lineNumber}`));
    });
    const sent = [];
    page.on('request', (request) => {
      const to = new URL(request.url());
      if (to.protocol.startsWith('http') && to.origin !== origin) fault(where, `a request to ${to.origin}`);
      if (to.origin === origin && isTried(to)) sent.push({ url: request.url(), method: request.method(), headers: request.headers(), body: request.postData() });
    });
    page.on('response', (response) => {
      const call = sent.findLast((it) => it.url === response.url());
      if (call) call.status = response.status();
    });
    page.on('console', (message) => {
      if (message.type() !== 'error' || isTried(message.location().url ?? '')) return;
      fault(where, `console: ${message.text().slice(0, 200)}`);
    });
    page.on('pageerror', (error) => fault(where, `error: ${error.message.slice(0, 200)}`));

    const look = async (state) => {
      await sleep(300);
      await page.evaluate(axe);
      const found = await page.evaluate(() => axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'], resultTypes: ['violations'], preload: false }).then((it) => it.violations.map((v) => ({
        id: v.id, impact: v.impact, nodes: v.nodes.map((n) => `${n.target.join(' ')}  ${n.html.slice(0, 90)}  ${n.any[0]?.data?.contrastRatio ? JSON.stringify([n.any[0].data.fgColor, n.any[0].data.bgColor, n.any[0].data.contrastRatio]) : ''}`) }))));
      for (const it of found) {
        fault(`${where}, ${state}`, `axe ${it.id} (${it.impact}) ${it.nodes.length} times`);
        for (const node of it.nodes.slice(0, process.env.MORE ? 30 : 2)) console.log(`       ${node}`);
      }
      const wide = await page.evaluate(() => document.scrollingElement.scrollWidth - document.documentElement.clientWidth);
      if (wide > 0) {
        const culprits = await page.evaluate(() => [...document.querySelectorAll('body *')].filter((it) => it.getBoundingClientRect().right > document.documentElement.clientWidth + 1).map((it) => `${it.tagName}.${it.className}`).slice(0, 6).join(' '));
        fault(`${where}, ${state}`, `scrolls sideways by ${wide} px: ${culprits}`);
      }
      await page.screenshot({ path: join(shots, `${scheme}-${size}-${state}.png`) });
      if (process.env.WHOLE) await page.screenshot({ path: join(shots, `whole-${scheme}-${size}-${state}.png`), fullPage: true });
    };

    // Its own address leads to an operation.
    await page.goto(`${url}#/Transfers/uploadFiles`, { waitUntil: 'load' });
    await page.waitForSelector('#operations-Transfers-uploadFiles.is-open', { timeout: 5000 }).catch(() => fault(where, 'the address of an operation does not open it'));
    await page.goto('about:blank');

    // Opened.
    await page.goto(url, { waitUntil: 'load' });
    await page.waitForSelector('.opblock');
    await look('begin');

    // The keyboard reaches every operation and opens it.
    const all = await page.$$eval('.opblock', (list) => list.map((it) => it.id));
    const expected = await page.evaluate(async () => {
      const it = await (await fetch('docs.json')).json();
      return [it.paths, it.webhooks ?? {}].flatMap((group) => Object.values(group)).flatMap((item) => Object.keys(item).filter((key) => ['get', 'post', 'put', 'patch', 'delete'].includes(key))).length;
    });
    if (all.length !== expected) fault(where, `${all.length} operations of ${expected}`);
    const reached = new Set();
    for (let n = 0; n < 600; n += 1) {
      await page.keyboard.press('Tab');
      const at = await focused(page);
      if (at.body && n > 5) break;
      if (!at.body && !at.seen) fault(where, `no visible focus on ${at.tag} ${at.class} ${at.text}`);
      if (at.control) {
        reached.add(at.block);
        if (size === 'desktop' || reached.size <= 2) {
          await page.keyboard.press('Enter');
          await sleep(60);
          if (!await page.evaluate(() => document.activeElement.closest('.opblock')?.classList.contains('is-open'))) fault(where, `${at.block} does not open by Enter`);
          await page.keyboard.press('Enter');
          await sleep(30);
        }
      }
    }
    for (const id of all.filter((it) => !reached.has(it))) fault(where, `the keyboard does not reach ${id}`);

    // The list of operations, by the keyboard.
    await page.goto(url, { waitUntil: 'load' });
    await page.waitForSelector('.opblock');
    if (size !== 'desktop') {
      if (!await tabTo(page, (at) => at.tag === 'SUMMARY')) fault(where, 'the contents are not reached');
      await page.keyboard.press('Enter');
      await look('contents');
    }
    if (!await tabTo(page, (at) => at.text.endsWith('Book an appointment'))) fault(where, 'the list does not have the operation');
    await page.keyboard.press('Enter');
    await page.waitForSelector('#operations-Appointments-createAppointment.is-open', { timeout: 5000 }).catch(() => fault(where, 'the list does not open the operation'));
    await sleep(300);
    const at = await focused(page);
    if (at.block !== 'operations-Appointments-createAppointment') fault(where, `the list leaves the focus on ${at.tag} ${at.text}`);
    if (!/curl /.test(await page.$eval('.opblock.is-open .sample pre', (it) => it.textContent).catch(() => ''))) fault(where, 'no curl line');
    await look('operation');

    // The key, then "try it", by the keyboard.
    await page.evaluate(() => { document.activeElement.blur(); window.scrollTo(0, 0); });
    await page.focus('#reference');
    if (!await tabTo(page, (it) => it.id === 'key')) fault(where, 'the field of the key is not reached');
    await page.keyboard.type(KEY);
    await page.keyboard.press('Enter');
    await sleep(200);
    await look('key');
    if (!await tabTo(page, (it) => it.control && it.block === 'operations-Appointments-createAppointment')) fault(where, 'the operation is not reached');
    if (!await tabTo(page, (it) => /Try it out/.test(it.text))) fault(where, '"Try it out" is not reached');
    await page.keyboard.press('Enter');
    await sleep(300);
    await look('try');
    if (!await tabTo(page, (it) => /^Execute/.test(it.text))) fault(where, '"Execute" is not reached');
    await page.keyboard.press('Enter');
    await page.waitForSelector('.live-responses-table', { timeout: 5000 }).catch(() => fault(where, 'no answer is shown'));
    await page.$eval('.live-responses-table', (it) => it.scrollIntoView());
    await look('answer');
    const call = sent.find((it) => it.method === 'POST');
    if (!call) fault(where, 'nothing was sent');
    else {
      if (new URL(call.url).origin !== origin || new URL(call.url).pathname !== '/api/appointments') fault(where, `it was sent to ${call.url}`);
      if (call.headers[TOKEN] !== KEY) fault(where, `it was sent with the key ${call.headers[TOKEN]}`);
      if (!call.body?.includes('startTime')) fault(where, `it was sent with the body ${call.body}`);
      if (process.env.LEAH_KEY && call.status !== 201) fault(where, `the booking that it documents is answered ${call.status}`);
    }

    // Other kinds of operations, and the schemas.
    for (const [state, id] of [['list', 'operations-Healthcare_workers-listHealthcareWorkers'], ['upload', 'operations-Transfers-uploadFiles'], ['event', 'operations-webhooks-appointment\\.guest\\.online']]) {
      const opened = await page.evaluate((id) => {
        const it = document.getElementById(id);
        it?.querySelector('.opblock-summary-control').click();
        it?.scrollIntoView();
        return !!it;
      }, id);
      if (!opened) { console.log(`       (no ${id} here)`); continue; }
      await sleep(700);
      await page.evaluate((id) => { const it = document.getElementById(id); it.querySelector('.try-out__btn')?.click(); it.scrollIntoView(); }, id);
      await look(state);
    }
    await page.evaluate(() => {
      document.querySelectorAll('.opblock.is-open .opblock-summary-control').forEach((it) => it.click());
      const models = document.querySelector('.models');
      if (!models.classList.contains('is-open')) models.querySelector('.models-control').click();
      models.scrollIntoView();
    });
    await sleep(300);
    await page.evaluate(() => [...document.querySelectorAll('.json-schema-2020-12-expand-deep-button')].slice(0, 6).forEach((it) => it.click()));
    await look('schemas');

    for (const it of new Set(await page.evaluate(() => window.broken))) fault(where, `Content-Security-Policy: ${it}`);
    await page.close();
    console.log(`test ${where}, ${reached.size} operations by the keyboard ... ${faulty.has(where) ? 'FAILED' : 'ok'}`);
  }
}
await browser.close();
const failed = faulty.size;
const seconds = ((performance.now() - begin) / 1000).toFixed(2);
console.log(`
test result: ${failed || !runs ? 'FAILED' : 'ok'}. ${runs - failed} passed; ${failed} failed; 0 ignored; 0 measured; ${SIZES.length * 2 - runs} filtered out; finished in ${seconds}s`);
process.exit(failed || !runs ? 1 : 0);
