// Pictures of report pages: node gallery.mjs SHOTS.json, a list of {page, id, out}. `id` is part of a figure's id; "first" is
// the beginning of the page, "phone" that on a phone. About 1,000 pixels wide; docs/gallery.py makes the list.
import { readFileSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { deflateSync } from 'node:zlib';
import { allDrawn, launch } from './browser.mjs';

const shots = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const browser = await launch();
const plain = 'nav, .tool, details, .scroll { display: none !important } figure { margin: 0 !important; padding: 4px } figcaption h3 { margin-top: 0 }';

// A page drawn at a width; the same page is asked for at several scales.
const opened = new Map();
async function at(file, width, deviceScaleFactor) {
    const key = [file, width, deviceScaleFactor].join();
    if (!opened.has(key)) {
        const page = await browser.newPage({ viewport: { width, height: 1000 }, deviceScaleFactor });
        await page.goto(pathToFileURL(file).href);
        await page.evaluate(() => window.hearthReport.drawAll());
        await allDrawn(page);
        opened.set(key, page);
    }
    return opened.get(key);
}

// The picture with a palette of at most 256 colours, in a third of the bytes. The browser takes the picture apart.
const blank = await browser.newPage();
async function smaller(png) {
    const { width, height, text } = await blank.evaluate(async base64 => {
        const image = await createImageBitmap(await (await fetch('data:image/png;base64,' + base64)).blob()), { width, height } = image;
        const context = Object.assign(document.createElement('canvas'), { width, height }).getContext('2d');
        context.drawImage(image, 0, 0);
        const { data } = context.getImageData(0, 0, width, height), parts = [];
        for (let i = 0; i < data.length; i += 8190 * 4) parts.push(String.fromCharCode(...data.subarray(i, i + 8190 * 4)));
        return { width, height, text: btoa(parts.join('')) };
    }, png.toString('base64'));
    const data = Buffer.from(text, 'base64'), count = new Map(), places = new Map();
    const colourAt = i => data[i] << 16 | data[i + 1] << 8 | data[i + 2], split = c => [c >> 16, c >> 8 & 255, c & 255];
    for (let i = 0; i < data.length; i += 4) count.set(colourAt(i), (count.get(colourAt(i)) || 0) + 1);
    const palette = Array.from(count.keys()).sort((a, b) => count.get(b) - count.get(a) || a - b).slice(0, 256).map(split);
    const far = ([r, g, b], c) => { const [x, y, z] = split(c); return (r - x) ** 2 + (g - y) ** 2 + (b - z) ** 2; };
    for (const c of count.keys()) places.set(c, palette.reduce((best, one, n) => far(one, c) < far(palette[best], c) ? n : best, 0));
    const rows = Buffer.alloc((width + 1) * height);
    for (let i = 0; i < data.length; i += 4) rows[(i / 4 / width | 0) * (width + 1) + 1 + i / 4 % width] = places.get(colourAt(i));
    const chunk = (kind, body) => {
        const whole = Buffer.concat([Buffer.alloc(4), Buffer.from(kind), body, Buffer.alloc(4)]);
        whole.writeUInt32BE(body.length, 0);
        whole.writeUInt32BE(crc(whole.subarray(4, -4)), whole.length - 4);
        return whole;
    };
    const head = Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, 8, 3, 0, 0, 0]);
    head.writeUInt32BE(width, 0);
    head.writeUInt32BE(height, 4);
    return Buffer.concat([png.subarray(0, 8), chunk('IHDR', head), chunk('PLTE', Buffer.from(palette.flat())), chunk('IDAT', deflateSync(rows, { level: 9 })), chunk('IEND', Buffer.alloc(0))]);
}
// (zlib's own came with node 20.15)
function crc(bytes) {
    let sum = -1;
    for (const byte of bytes) for (let bit = 0, x = (sum ^ byte) & 255; bit <= 8; ++bit) bit < 8 ? x = x & 1 ? x >>> 1 ^ 0xedb88320 : x >>> 1 : sum = sum >>> 8 ^ x;
    return (sum ^ -1) >>> 0;
}

for (const { page: file, id, out } of shots) {
    if (id === 'first' || id === 'phone') {
        const width = id === 'first' ? 1000 : 390;
        const png = await (await at(file, width, 1)).screenshot({ clip: { x: 0, y: 0, width, height: id === 'first' ? 900 : 844 } });
        writeFileSync(out, await smaller(png));
        continue;
    }
    const find = page => page.locator(`figure[id*="${id}"]`).first();
    const { width } = await find(await at(file, 1060, 1)).boundingBox();
    const page = await at(file, 1060, width < 600 ? 2 : 1);
    if (!(await page.locator('style[data-plain]').count())) await page.addStyleTag({ content: plain }).then(style => style.evaluate(one => { one.dataset.plain = ''; }));
    writeFileSync(out, await smaller(await find(page).screenshot()));
}
await browser.close();
