// Pictures of report pages: node gallery.mjs SHOTS.json, a list of {page, id, out}. `id` is part of a figure's id; "first" is
// the beginning of the page, "phone" that on a phone. About 1,000 pixels wide; docs/gallery.py makes the list.
import { readFileSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { allDrawn, launch } from './browser.mjs';

const shots = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const browser = await launch();
const plain = 'nav, .tool, details, .scroll { display: none !important } figure { margin: 0 !important; padding: 4px } figcaption h3 { margin-top: 0 }';

// A page drawn at a width and scale, with its figures alone where `bare`; kept, for several pictures are taken of it.
const opened = new Map();
async function at(file, width, scale, bare) {
    const key = [file, width, scale, bare].join();
    if (opened.has(key)) return opened.get(key);
    const page = await browser.newPage({ viewport: { width, height: 1000 }, deviceScaleFactor: scale, bypassCSP: bare });
    await page.goto(pathToFileURL(file).href);
    if (bare) await page.addStyleTag({ content: plain });
    await page.evaluate(() => window.hearthReport.drawAll());
    await allDrawn(page);
    opened.set(key, page);
    return page;
}

async function picture({ page: file, id }) {
    if (id === 'first' || id === 'phone') {
        const width = id === 'first' ? 1000 : 390;
        return (await at(file, width, 1, false)).screenshot({ clip: { x: 0, y: 0, width, height: id === 'first' ? 900 : 844 } });
    }
    const find = page => page.locator(`figure[id*="${id}"]`).first();
    const { width } = await find(await at(file, 1060, 1, true)).boundingBox();
    return find(await at(file, 1060, width < 600 ? 2 : 1, true)).screenshot();
}

for (const shot of shots) writeFileSync(shot.out, await picture(shot));
await browser.close();
