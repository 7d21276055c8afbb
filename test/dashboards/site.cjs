// Serves a site on loopback, and opens each page of it in headless Chromium at each width, light and dark. What a person
// would see of it goes to standard output, one line of JSON for each.
//
//   node test/dashboards/site.cjs SITE [PICTURES [PAGE WIDTH]]     with a directory for PICTURES, full pages as PNG, too
const { createServer } = require('http');
const { spawn } = require('child_process');
const { mkdtempSync, readFileSync, writeFileSync, mkdirSync, existsSync, statSync, rmSync } = require('fs');
const { join, extname, normalize } = require('path');
const { tmpdir } = require('os');

const [site, pictures, page_alone, width_alone] = process.argv.slice(2);
const PAGES = page_alone ? [page_alone] : ['', 'segments', 'touchpoints', 'comments', 'sureness'];
const WIDTHS = width_alone ? [Number(width_alone)] : [360, 800, 1280];
const TYPES = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.wasm': 'application/wasm', '.json': 'application/json', '.svg': 'image/svg+xml' };
const look = readFileSync(join(__dirname, '../report/look.js'), 'utf8');
const wait = milliseconds => new Promise(done => setTimeout(done, milliseconds));

const server = createServer((request, response) => {
  let file = join(site, normalize(decodeURI(new URL(request.url, 'http://x').pathname)));
  if (existsSync(file) && statSync(file).isDirectory()) file = join(file, 'index.html');
  if (!existsSync(file)) return response.writeHead(404).end();
  const bytes = readFileSync(file);
  const range = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '');
  const headers = { 'Content-Type': TYPES[extname(file)] ?? 'application/octet-stream', 'Accept-Ranges': 'bytes' };
  if (!range) return response.writeHead(200, { ...headers, 'Content-Length': bytes.length }).end(request.method === 'HEAD' ? '' : bytes);
  const first = Number(range[1]), last = Math.min(range[2] ? Number(range[2]) : bytes.length - 1, bytes.length - 1);
  response.writeHead(206, { ...headers, 'Content-Range': `bytes ${first}-${last}/${bytes.length}`, 'Content-Length': last - first + 1 });
  response.end(bytes.subarray(first, last + 1));
});

// Chromium's own protocol, over a pipe: messages end with a zero byte.
function startChromium(profile) {
  // Windows that nobody sees are drawn, too.
  const child = spawn(join(__dirname, '../../scripts/chromium'), ['--disable-backgrounding-occluded-windows', '--disable-renderer-backgrounding',
    '--remote-debugging-pipe', `--user-data-dir=${profile}`, 'about:blank'], { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] });
  const waiting = new Map(), listeners = [];
  let number = 0, rest = '';
  child.stdio[4].setEncoding('utf8').on('data', text => {
    const messages = (rest + text).split('\0');
    rest = messages.pop();
    for (const message of messages.map(JSON.parse)) {
      if (message.id) {
        const { done, failed } = waiting.get(message.id);
        waiting.delete(message.id);
        message.error ? failed(new Error(message.error.message)) : done(message.result);
      } else listeners.forEach(listener => listener(message));
    }
  });
  const send = (method, params = {}, sessionId) => new Promise((done, failed) => {
    waiting.set(++number, { done, failed });
    child.stdio[3].write(JSON.stringify({ id: number, method, params, sessionId }) + '\0');
  });
  return { child, send, listeners };
}

// Runs in the page: the cells of each table; of each picture its texts, with where they stand, and the places of its points
// and boxes (an end, the line within, the other end), read off what is drawn.
const read = `JSON.stringify({
  tables: [...document.querySelectorAll('table')].filter(t => t.checkVisibility()).map(t => [...t.rows].map(r => [...r.cells].map(c => c.innerText.trim()))),
  pictures: [...document.querySelectorAll('svg')].filter(s => s.querySelector('text')).map(s => {
    const numbers = (e, attribute) => (e.getAttribute(attribute) ?? '').match(/-?[\\d.]+/g)?.map(Number) ?? [];
    return {
      texts: [...s.querySelectorAll('text')].map(t => [t.textContent, ...numbers(t, 'transform')]),
      points: [...s.querySelectorAll('path[d^="M1 0A1"]')].map(p => numbers(p, 'transform')),
      boxes: [...s.querySelectorAll('path[stroke-width="1.5"]')].map(b => numbers(b, 'd')).map(n => [n[0], n.at(-2), n[4], n[1]]),
    };
  }),
  text: document.querySelector('main, article, body').innerText })`;

// The middles of what is drawn of data.
const marks = `JSON.stringify([...document.querySelectorAll('svg')].filter(s => s.querySelector('text')).flatMap(s =>
  [...s.querySelectorAll('path[d^="M1 0A1"], path[stroke-width="1.5"], path[stroke-width="0.5"]')].map(m => m.getBoundingClientRect())
    .map(b => [b.x + b.width / 2, b.y + b.height / 2])))`;

async function visit({ send, listeners }, address, width, dark) {
  const { targetId } = await send('Target.createTarget', { url: 'about:blank', newWindow: true });
  const { sessionId } = await send('Target.attachToTarget', { targetId, flatten: true });
  const tell = (method, params) => send(method, params, sessionId);
  const complaints = [], calls = new Set();
  let last = Date.now();
  const listener = message => {
    if (message.sessionId !== sessionId) return;
    const { method, params } = message;
    if (method.startsWith('Network.')) last = Date.now();
    if (method === 'Network.requestWillBeSent' && !params.request.url.startsWith(origin) && /^https?:/.test(params.request.url)) calls.add(params.request.url);
    if (method === 'Runtime.exceptionThrown') complaints.push(params.exceptionDetails.exception?.description ?? params.exceptionDetails.text);
    if (method === 'Log.entryAdded' && /error|warning/.test(params.entry.level)) complaints.push(`${params.entry.text} ${params.entry.url ?? ''}`);
    if (method === 'Runtime.consoleAPICalled' && /error|warning|assert/.test(params.type)) complaints.push(params.args.map(a => a.value ?? a.description).join(' '));
  };
  listeners.push(listener);
  for (const domain of ['Page', 'Runtime', 'Log', 'Network']) await tell(`${domain}.enable`);
  await tell('Emulation.setDeviceMetricsOverride', { width, height: 900, deviceScaleFactor: 1, mobile: false });
  await tell('Emulation.setEmulatedMedia', { features: [{ name: 'prefers-color-scheme', value: dark ? 'dark' : 'light' }, { name: 'prefers-reduced-motion', value: 'reduce' }] });
  const evaluate = async expression => (await tell('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true })).result.value;
  await tell('Page.navigate', { url: address });
  // Until what is there stays as it is, with nothing on its way; what comes into view late is drawn late.
  let before = '', since = Date.now();
  for (const start = Date.now(); Date.now() - start < 60000 && (Date.now() - since < 2500 || Date.now() - last < 1500); await wait(200)) {
    const now = await evaluate('document.body ? document.body.innerHTML.length + " " + document.querySelectorAll("svg text").length : ""');
    if (now !== before) [before, since] = [now, Date.now()];
  }
  const height = await evaluate('Math.max(document.documentElement.scrollHeight, document.body.scrollHeight)');
  await tell('Emulation.setDeviceMetricsOverride', { width, height, deviceScaleFactor: 1, mobile: false });
  await wait(1500);
  await evaluate('window.failed = []; window.seen = new Promise(done => addEventListener("message", m => typeof m.data === "string" && m.data.startsWith("{") && done(m.data))); 0');
  await evaluate(`${look}; 0`);
  const seen = { ...JSON.parse(await evaluate('window.seen')), ...JSON.parse(await evaluate(read)), complaints, calls: [...calls] };
  const picture = pictures && (await tell('Page.captureScreenshot', { format: 'png' })).data;
  // What is pointed at is told of, in HTML: names must not become a part of it.
  if (width === WIDTHS.at(-1)) {
    for (const [x, y] of JSON.parse(await evaluate(marks))) await tell('Input.dispatchMouseEvent', { type: 'mouseMoved', x, y });
    await wait(500);
  }
  listeners.splice(listeners.indexOf(listener), 1);
  await send('Target.closeTarget', { targetId });
  return { seen, picture };
}

async function tell_of(chromium, { page, width, dark }) {
  const { seen, picture } = await visit(chromium, `${origin}/${page}`, width, dark);
  const name = page || 'index';
  console.log(JSON.stringify({ page: name, asked: width, wanted_dark: dark, ...seen }));
  if (pictures) writeFileSync(join(pictures, `${name}_${width}_${dark ? 'dark' : 'light'}.png`), Buffer.from(picture, 'base64'));
}

let origin;
(async () => {
  await new Promise(done => server.listen(0, '127.0.0.1', done));
  origin = `http://127.0.0.1:${server.address().port}`;
  if (pictures) mkdirSync(pictures, { recursive: true });
  const profile = mkdtempSync(join(tmpdir(), 'chromium.'));
  const chromium = startChromium(profile);
  try {
    const visits = PAGES.flatMap(page => WIDTHS.flatMap(width => [false, true].map(dark => ({ page, width, dark }))));
    // Most of a visit is waiting.
    await Promise.all(Array.from({ length: 4 }, async () => {
      for (let next; (next = visits.shift());) await tell_of(chromium, next);
    }));
  } finally {
    const over = new Promise(done => chromium.child.on('exit', done));
    // In good order, or its helpers would go on writing.
    chromium.send('Browser.close').catch(() => {});
    setTimeout(() => chromium.child.kill('SIGKILL'), 10000).unref();
    await over;
    rmSync(profile, { recursive: true, force: true, maxRetries: 3 });
    server.close();
    server.closeAllConnections();
  }
})().catch(error => { console.error(error); process.exit(1); });
