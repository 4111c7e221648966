// A report page as a reader meets it, in a real browser. HEARTH_PAGES names a JSON list of pages (tests/browser_test.py makes
// them): {file, lang, names, forecast}; the number of checks and the times go to the file HEARTH_TOLD.
import assert from 'node:assert/strict';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { allDrawn, launch, until } from './browser.mjs';

const pages = JSON.parse(readFileSync(process.env.HEARTH_PAGES, 'utf8'));
const told = { checks: 0, times: {} };
const named = wanted => pages.filter(page => wanted.includes(page.file.replace(/.*\//, '').replace('.html', '')));
let browser;
before(async () => { browser = await launch(); });
after(async () => {
    await browser.close();
    writeFileSync(process.env.HEARTH_TOLD, JSON.stringify(told));
});

function good(holds, what) {
    told.checks += 1;
    assert.ok(holds, what);
}
function none(faults, what) {
    told.checks += 1;
    assert.deepEqual(faults.slice(0, 12), [], `${what}: ${faults.length} faults`);
}

// A page with what it says and asks for; `use` gets the page, then nothing may have gone wrong.
async function opened({ file }, options, use) {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options }), faults = [], own = pathToFileURL(file).href;
    const page = await context.newPage();
    context.on('request', request => /^(data|blob):/.test(request.url()) || request.url().split('#')[0] === own || faults.push('asks for ' + request.url()));
    page.on('console', message => /error|warning/.test(message.type()) && faults.push(`${message.type()}: ${message.text()}`));
    page.on('pageerror', error => faults.push('error: ' + error.message));
    page.on('dialog', dialog => { faults.push('dialog: ' + dialog.message()); dialog.dismiss(); });
    if (options.first) await page.addInitScript(options.first);
    try {
        await page.goto(own);
        const result = await use(page);
        none(faults, 'console, page errors and requests');
        return result;
    } finally {
        await context.close();
    }
}

// --- in the page: what is wrong with its charts
function faultsOfCharts() {
    const faults = { empty: [], numbers: [], cut: [], overlap: [], hidden: [] };
    for (const chart of document.querySelectorAll('.chart')) {
        const svg = chart.querySelector('svg'), tell = (kind, ...what) => faults[kind].push([chart.id, chart.getAttribute('aria-label'), ...what].join(' | '));
        if (!(Number(chart.dataset.drawn) > 0)) tell('empty');
        for (const { attributes, tagName } of svg.querySelectorAll('*'))
            for (const { name, value } of attributes) if (/NaN|Infinity|undefined/.test(value)) tell('numbers', tagName, name, value.slice(0, 60));
        const box = svg.getBoundingClientRect(), outer = chart.getBoundingClientRect();
        if (box.width < 150 || box.height < 60 || Math.abs(box.width - outer.width) > 1.5 || Math.abs(box.height - outer.height) > 1.5) tell('hidden', box.width, box.height, outer.width, outer.height);
        const texts = Array.from(svg.querySelectorAll('text'), text => ({ text: text.textContent, at: text.getBoundingClientRect() }))
            .filter(({ text, at }) => text.trim() && at.width);
        for (const { text, at } of texts)
            if (at.left < box.left - 1 || at.right > box.right + 1 || at.top < box.top - 1 || at.bottom > box.bottom + 1) tell('cut', text);
        texts.forEach((one, n) => texts.slice(n + 1).forEach(two => {
            const across = Math.min(one.at.right, two.at.right) - Math.max(one.at.left, two.at.left);
            const down = Math.min(one.at.bottom, two.at.bottom) - Math.max(one.at.top, two.at.top);
            if (across > 1 && down > 3.5) tell('overlap', one.text, two.text, `${across.toFixed(1)} x ${down.toFixed(1)}`);
        }));
    }
    return faults;
}

async function chartsAreWhole(page, width) {
    const faults = await page.evaluate(faultsOfCharts);
    none(faults.empty, `charts without values at ${width}`);
    none(faults.numbers, `numbers that are none at ${width}`);
    none(faults.hidden, `drawings of another size than their box at ${width}`);
    none(faults.cut, `texts cut by the chart's box at ${width}`);
    none(faults.overlap, `texts over one another at ${width}`);
}

async function nothingSticksOut(page, width) {
    const { scroll, out } = await page.evaluate(() => ({ scroll: document.documentElement.scrollWidth, out: Array.from(document.querySelectorAll('body *'))
        .filter(one => !one.closest('.scroll table, .unseen, svg') && one.getBoundingClientRect().right > innerWidth + 1).map(one => one.outerHTML.slice(0, 90)) }));
    good(scroll <= width, `the page is ${scroll} wide on a screen of ${width}`);
    none(out, `elements beyond the edge at ${width}`);
}

// --- languages
const headings = () => Array.from(document.querySelectorAll('h1, h2, figcaption h3, caption'), one => one.textContent);
const hasChinese = text => /[\u4e00-\u9fff]/.test(text);
async function speaks(page, { lang, names }) {
    const texts = await page.evaluate(headings), own = text => names.reduce((left, name) => left.replaceAll(name, ''), text);
    good(await page.evaluate(() => document.documentElement.lang) === (lang === 'zh' ? 'zh-CN' : 'en'), 'lang');
    none(lang === 'zh' ? texts.slice(1).filter(text => !hasChinese(text)) : texts.slice(1).filter(text => hasChinese(own(text))), `headings not in ${lang}`);
    const axes = await page.evaluate(() => Array.from(document.querySelectorAll('.chart'), chart => JSON.parse(chart.dataset.chart)).flatMap(c => [c.xTitle, c.yTitle]));
    if (lang === 'zh') none(axes.filter(text => /[a-z]/i.test(text) && !hasChinese(text)), 'axes not in Chinese');
}
// The fonts that drew the first heading of a section.
async function fontsOf(page, selector) {
    const session = await page.context().newCDPSession(page);
    for (const domain of ['DOM', 'CSS']) await session.send(domain + '.enable');
    const { root } = await session.send('DOM.getDocument'), { nodeId } = await session.send('DOM.querySelector', { nodeId: root.nodeId, selector });
    return (await session.send('CSS.getPlatformFontsForNode', { nodeId })).fonts;
}

// --- hostile names
async function namesAreText(page, names) {
    const found = await page.evaluate(wanted => ({ ran: window.__ran, images: document.querySelectorAll('img, iframe, object, embed, form, base, body svg script, body svg foreignObject').length,
        scripts: document.scripts.length, handlers: Array.from(document.querySelectorAll('*')).filter(one => Array.from(one.attributes).some(a => a.name.startsWith('on'))).length,
        lacking: wanted.filter(name => !document.body.innerText.includes('Title of ' + name) || !document.querySelector('header').textContent.includes(name) || !Array.from(document.querySelectorAll('tbody th, h4')).some(one => one.textContent.includes(name))) }), names);
    good(found.ran === undefined, 'something ran: ' + found.ran);
    good(found.images === 0 && found.scripts === 3 && found.handlers === 0, `images ${found.images}, scripts ${found.scripts}, handlers ${found.handlers}`);
    none(found.lacking, 'names not shown as they are');
}
// What hovering over a chart of each kind shows.
async function tooltips(page, names) {
    const kinds = await page.evaluate(() => {
        const first = new Map();
        for (const chart of document.querySelectorAll('.chart')) {
            const { kind, series } = JSON.parse(chart.dataset.chart);
            if (!first.has(kind) || series.length > first.get(kind)[1]) first.set(kind, [chart.id, series.length]);
        }
        return Array.from(first, ([kind, [id]]) => [kind, id]);
    });
    let texts = '';
    for (const [kind, id] of kinds) {
        const chart = page.locator('#' + id);
        await chart.scrollIntoViewIfNeeded();
        const { width, height } = await chart.boundingBox();
        let shown = '';
        for (let n = 1; n < 40 && !shown; ++n) { // points answer only where a mark stands
            await chart.hover({ position: kind === 'points' ? await chart.evaluate(markOf, n) : { x: width * (0.45 + 0.01 * n), y: height * 0.3 } });
            await page.waitForTimeout(40);
            shown = await page.evaluate(chart => Array.from(document.querySelectorAll('.tip'), tip => tip.checkVisibility({ visibilityProperty: true, opacityProperty: true })
                && tip.closest('.chart').id === chart ? tip.innerText : '').join(''), id);
        }
        good(/\d/.test(shown), `no tooltip over ${kind} ${id}`);
        texts += shown;
        const inside = await page.evaluate(chart => { const tip = document.querySelector(`#${chart} .tip`).getBoundingClientRect(); return tip.left >= -1 && tip.right <= innerWidth + 1; }, id);
        good(inside, `tooltip of ${kind} ${id} leaves the screen`);
    }
    if (kinds.some(([kind]) => kind === 'bars') && names.length) good(names.some(name => texts.includes(name)), 'no name in any tooltip: ' + texts.slice(0, 200));
    await page.mouse.move(0, 0);
}
function markOf(chart, n) {
    const svg = chart.querySelector('svg').getBoundingClientRect(), marks = Array.from(chart.querySelectorAll('svg path')).map(path => path.getBoundingClientRect())
        .filter(at => at.width > 3 && at.width < 12 && at.height > 3 && at.height < 12);
    const at = marks[n % marks.length];
    return { x: at.left + at.width / 2 - svg.left, y: at.top + at.height / 2 - svg.top };
}
async function savedPicture(page) {
    const [download] = await Promise.all([page.waitForEvent('download'), page.locator('.cell > .tool').first().click()]);
    const svg = readFileSync(await download.path(), 'utf8');
    const { root, bad, texts } = await page.evaluate(text => {
        const parsed = new DOMParser().parseFromString(text, 'image/svg+xml');
        return { root: parsed.documentElement.tagName, bad: parsed.querySelectorAll('parsererror, script, foreignObject, image').length, texts: parsed.querySelectorAll('text').length };
    }, svg);
    good(/\.svg$/.test(download.suggestedFilename()) && root === 'svg' && bad === 0 && texts > 3, `the saved picture: ${root}, ${bad} bad elements, ${texts} texts`);
}

// In every test run one page of each kind and language; all of them with ./bootstrap browser.
for (const one of process.env.HEARTH_TIMES ? pages : named(['ten_zh', 'run_en'])) {
    const name = one.file.replace(/.*\//, '');
    test(`${name}: drawn whole on a wide screen, says its language, names are text`, async () => opened(one, {}, async page => {
        await allDrawn(page);
        await chartsAreWhole(page, 1280);
        await nothingSticksOut(page, 1280);
        await speaks(page, one);
        if (one.lang === 'zh') good((await fontsOf(page, 'h2')).some(font => font.glyphCount > 0 && !/DejaVu|Last ?Resort/i.test(font.familyName)), 'no Chinese font');
        await tooltips(page, one.names);
        await savedPicture(page);
        await namesAreText(page, one.names);
        good(statSync(one.file).size < 5e6, `${statSync(one.file).size} bytes`);
    }));
    test(`${name}: drawn whole on a phone, with tables opened`, async () => opened(one, { viewport: { width: 390, height: 800 } }, async page => {
        await allDrawn(page);
        await chartsAreWhole(page, 390);
        await nothingSticksOut(page, 390);
        await page.evaluate(() => document.querySelectorAll('details').forEach(fold => { fold.open = true; }));
        await nothingSticksOut(page, 390);
        none(await page.evaluate(() => Array.from(document.querySelectorAll('.scroll > table')).filter(table => table.offsetWidth > table.parentNode.clientWidth + 1
            && getComputedStyle(table.parentNode).overflowX !== 'auto').map(table => table.id)), 'wide tables that cannot be scrolled');
        if (one.names.length) good(await page.evaluate(() => window.__ran) === undefined, 'something ran');
    }));
}

// --- keyboard
const focused = () => {
    const one = document.activeElement, style = getComputedStyle(one), at = one.getBoundingClientRect();
    return { kind: one.matches('nav a') ? 'contents' : one.className.split(' ')[0] || one.type || one.tagName.toLowerCase(), in: one.closest('.cell') ? 'picture' : one.closest('.scroll') ? 'table' : '',
        ring: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2, name: (one.textContent || one.getAttribute('aria-label') || one.closest('label')?.textContent || '').trim(),
        seen: at.bottom > 0 && at.top < innerHeight };
};
test('Tab reaches contents, folds, sorting, copying, saving and sources, with a ring, and keys work them', async () => {
    const one = pages.find(page => page.forecast && page.lang === 'en');
    await opened(one, {}, async page => {
        await allDrawn(page);
        await page.evaluate(() => document.querySelectorAll('details').forEach(fold => { fold.open = true; }));
        const links = await page.locator('nav a').count(), reached = [], press = async () => { await page.keyboard.press('Tab'); reached.push(await page.evaluate(focused)); };
        for (let n = 0; n < links; ++n) await press();
        good(reached.every(stop => stop.kind === 'contents'), 'the contents are not first: ' + reached.map(stop => stop.kind));
        await page.keyboard.press('Enter');
        good((await page.evaluate(() => location.hash)).length > 1, 'Enter on a link of the contents goes nowhere');
        await page.evaluate(() => document.querySelector('.sources input').closest('figure').previousElementSibling?.scrollIntoView());
        await page.evaluate(() => { const before = Array.from(document.querySelectorAll('summary, .scroll')).filter(stop =>
            stop.compareDocumentPosition(document.querySelector('.sources')) & 4).pop(); before.focus(); });
        for (let n = 0; n < 80; ++n) await press();
        for (const [kind, where] of [['checkbox', ''], ['sort', 'table'], ['tool', 'picture'], ['tool', 'table'], ['scroll', 'table'], ['summary', '']])
            good(reached.some(stop => stop.kind === kind && stop.in === where), `Tab does not reach ${kind} ${where}: ${[...new Set(reached.map(stop => stop.kind + ' ' + stop.in))]}`);
        none(reached.filter(stop => !stop.ring).map(stop => `${stop.kind} ${stop.name.slice(0, 40)}`), 'stops without a ring');
        none(reached.filter(stop => !stop.name).map(stop => stop.kind), 'stops without a name');
        none(reached.slice(-60).filter(stop => !stop.seen).map(stop => `${stop.kind} ${stop.name.slice(0, 40)}`), 'stops out of sight');
        const head = page.locator('thead th.n:visible').first();
        await head.locator('button').focus();
        await page.keyboard.press('Enter');
        good(await head.getAttribute('aria-sort') === 'ascending', 'Enter does not sort');
        await page.keyboard.press('Space');
        good(await head.getAttribute('aria-sort') === 'descending', 'Space does not sort');
        const box = page.locator('.sources input').first();
        await box.focus();
        await page.keyboard.press('Space');
        good(!await box.isChecked(), 'Space does not switch a source');
    });
});

// --- tables
const column = (table, c) => Array.from(table.tBodies[0].rows, row => row.cells[c].dataset.v ?? row.cells[c].textContent);
test('numbers sort as numbers, words as words, and the third press brings the order back', async () => {
    for (const one of named(['run_zh', 'one_en'])) await opened(one, {}, async page => {
        const tables = await page.evaluate(() => Array.from(document.querySelectorAll('.scroll > table')).filter(table => table.tBodies[0].rows.length > 5).map(table => ({ id: table.id,
            columns: Array.from(table.tHead.rows[0].cells, (_, c) => Array.from(table.tBodies[0].rows, row => row.cells[c].dataset.v)).map(values => values.every(v => v !== undefined)
                && new Set(values.filter(v => v !== '').map(v => v.length)).size > 1) })).filter(table => table.columns.includes(true)));
        good(tables.length > 3, 'tables of numbers: ' + tables.length);
        await page.evaluate(() => document.querySelectorAll('details').forEach(fold => { fold.open = true; }));
        for (const { id, columns } of [tables[0], tables[tables.length >> 1], tables[tables.length - 1]]) for (const c of [columns.indexOf(true), 0]) {
            const table = page.locator('#' + id), button = table.locator('thead th').nth(c).locator('button'), stood = await table.evaluate(column, c), seen = [];
            const rising = values => values.every((v, n) => !n || values[n - 1] <= v);
            for (const state of ['ascending', 'descending', null]) {
                await button.evaluate(one => one.click());
                good(await table.locator('thead th').nth(c).getAttribute('aria-sort') === state, `${id}: aria-sort is not ${state}`);
                good(await table.locator('th[aria-sort]').count() === (state ? 1 : 0), 'more than one column is sorted');
                seen.push(await table.evaluate(column, c));
            }
            const numbers = values => values.filter(v => v !== '').map(Number);
            if (c) good(rising(numbers(seen[0])) && rising(numbers(seen[1]).reverse()), `${id} column ${c} is not in order: ${seen[0].slice(0, 8)}`);
            if (c) good(!seen[0].includes('') || seen[0].lastIndexOf('') === seen[0].length - 1 && seen[1].lastIndexOf('') === seen[1].length - 1, 'what is missing does not come last');
            good(seen[0].slice().sort().join() === stood.slice().sort().join(), `${id}: rows were lost`);
            good(seen[2].join() === stood.join(), `${id}: not the order it had`);
        }
    });
});
test('a copied table holds every row, numbers in full, and nothing a spreadsheet would run', async () => {
    for (const one of named(['ten_en', 'one_en'])) await opened(one, { permissions: ['clipboard-read', 'clipboard-write'] }, async page => {
        await page.evaluate(() => document.querySelectorAll('details').forEach(fold => { fold.open = true; }));
        const count = await page.locator('.scroll > table').count();
        for (const n of [0, count >> 1, count - 1]) {
            const table = page.locator('.scroll > table').nth(n), button = table.locator('xpath=..').locator('.tool'), words = await button.textContent();
            await button.click();
            await until(page, 'the button says it is done', ([text, k]) => document.querySelectorAll('.scroll')[k].querySelector('.tool').textContent !== text, [words, n]);
            const rows = (await page.evaluate(() => navigator.clipboard.readText())).replace(/\r/g, '').split('\n').map(row => row.split('\t'));
            const shown = await table.evaluate(one => Array.from(one.rows, row => Array.from(row.cells, cell => cell.dataset.v ?? cell.textContent.replace(/\s+/g, ' ').trim())));
            told.checks += 1;
            assert.deepEqual(rows.map(row => row.map(text => text.replace(/^'(?=[=+\-@＝＋－＠])/, ''))), shown);
            none(rows.flat().filter(text => /^[=+\-@]/.test(text) && !Number.isFinite(Number(text)) && text.length > 1), 'texts that a spreadsheet runs');
            if (n === count >> 1) good(rows.flat().some(text => /^-?\d+\.\d{5,}/.test(text)), 'numbers are rounded: ' + rows.flat().slice(0, 30));
        }
    });
});
test('sources of uncertainty change the band and back', async () => {
    const one = pages.find(page => page.forecast && page.lang === 'en');
    await opened(one, {}, async page => {
        const figure = page.locator('[data-sources]').first(), boxes = figure.locator('.sources input'), drawn = () => figure.locator('.chart svg').innerHTML();
        const height = html => Array.from(html.matchAll(/ d="M([^"]*)"[^>]*fill-opacity="0\.\d+"/g), ([, d]) => d.split('L').map(xy => Number(xy.trim().split(' ')[1])))
            .reduce((most, ys) => Math.max(most, ...ys.slice(0, ys.length >> 1).map((y, n) => Math.abs(y - ys[ys.length - 1 - n]) || 0)), 0);
        await figure.scrollIntoViewIfNeeded();
        await until(page, 'it is drawn', () => document.querySelector('[data-sources] .chart svg'));
        const whole = await drawn(), heights = [], count = await boxes.count();
        const plain = html => html.replace(/(zr\d+|clip\d|id="[^"]*"|url\([^)]*\))[\w-]*/g, '');
        good(count >= 2, 'sources: ' + count);
        for (let n = 0; n < count; ++n) {
            await boxes.nth(n).uncheck();
            heights.push(height(await drawn()));
        }
        good(plain(await drawn()) !== plain(whole), 'the band did not change');
        good(height(whole) > 2, 'no band was found');
        good(heights.every((h, n) => !n || h <= heights[n - 1] + 0.2), 'a source less made the band wider: ' + heights);
        good(heights[count - 1] < 0.2, 'with no source left the band is ' + heights[count - 1]);
        for (let n = 0; n < count; ++n) await boxes.nth(n).check();
        good(plain(await drawn()) === plain(whole), 'all sources on again is another picture');
    });
});
test('the key switches a series off and on', async () => {
    const [one] = named(['run_en']);
    await opened(one, {}, async page => {
        await allDrawn(page);
        const chart = page.locator('.chart').filter({ has: page.locator('svg') }).first(), drawn = () => chart.locator('svg path').count();
        await chart.scrollIntoViewIfNeeded();
        const before = await drawn(), last = chart.locator('svg text').filter({ hasText: '90 %' });
        await last.click({ force: true });
        await page.waitForTimeout(100);
        good(await drawn() < before, `switching off intervals leaves ${await drawn()} of ${before} paths`);
        await last.click({ force: true });
        await page.waitForTimeout(100);
        good(await drawn() === before, 'switching on again is not what was');
    });
});

// --- paper, no script, speed
test('on paper every chart is drawn, in the width of the sheet', async () => {
    for (const one of named(['ten_en', 'run_zh', 'one_en'])) await opened(one, { viewport: { width: 680, height: 900 }, first: 'window.requestIdleCallback = () => 0' }, async page => {
        good(await page.evaluate(() => document.querySelectorAll('.chart:not([data-drawn])').length) > 5, 'all was drawn before: this test tests nothing');
        if (!one.forecast) {
            const pdf = await page.pdf({ preferCSSPageSize: true }), sheets = pdf.toString('latin1').match(/\/Type\s*\/Page\b(?!s)/g) || [];
            good(pdf.subarray(0, 5).toString() === '%PDF-' && sheets.length > 3, `${sheets.length} sheets`);
            good(await page.evaluate(() => document.querySelectorAll('.chart:not([data-drawn])').length) === 0, 'charts that were not drawn for paper');
        }
        await page.emulateMedia({ media: 'print' });
        await until(page, 'charts are as wide as paper', () => Array.from(document.querySelectorAll('.chart svg')).every(svg => / (328|680) /.test(svg.getAttribute('viewBox'))));
        const faults = await page.evaluate(faultsOfCharts);
        none(faults.cut, 'texts cut on paper');
        none(faults.overlap, 'texts over one another on paper');
        none(await page.evaluate(() => Array.from(document.querySelectorAll('.chart svg, table, h2, h3, p, pre')).filter(part => part.checkVisibility()
            && part.getBoundingClientRect().right > 681).map(part => `${part.tagName} ${part.id} ${Math.round(part.getBoundingClientRect().right)}`)), 'wider than the sheet');
        await page.emulateMedia({ media: 'screen' });
        await until(page, 'charts are as wide as the screen again', () => Array.from(document.querySelectorAll('.chart')).every(chart => Math.abs(chart.clientWidth - chart.querySelector('svg').clientWidth) < 2));
    });
});
test('without scripts texts and tables are read, and no box is left empty', async () => {
    for (const one of named(['ten_zh', 'run_en'])) await opened(one, { javaScriptEnabled: false }, async page => {
        good(await page.locator('.chart:visible').count() === 0, 'empty boxes of charts');
        good(await page.locator('button:visible, .sources:visible').count() === 0, 'buttons that do nothing');
        good((await page.locator('#answer').innerText()).length > 300, 'no answer');
        const fold = page.locator('details').filter({ has: page.locator('table') }).first();
        await fold.locator('summary').click();
        const text = await fold.locator('table').innerText();
        good(await fold.locator('table').isVisible() && text.split('\n').length > 3 && /\d/.test(text), 'a folded table cannot be read');
        good(await page.locator('.figure').count() === await page.locator('.figure table').count(), 'a chart without its numbers');
    });
});
const clock = () => { // the first chart that has been drawn
    const seen = () => document.querySelector('.chart[data-drawn]') ? (window.__first = performance.now()) : requestAnimationFrame(seen);
    requestAnimationFrame(seen);
};
// Measured, not judged: ./bootstrap browser asks for it.
if (process.env.HEARTH_TIMES) test('how soon a page is there', async () => {
    for (const one of named(['ten_en', 'run_en', 'one_en'])) {
        const runs = [];
        for (let n = 0; n < 3; ++n) await opened(one, { first: clock }, async page => {
            await until(page, 'a first chart', () => window.__first > 0);
            runs.push(await page.evaluate(() => [performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd / 1000, window.__first / 1000]));
        });
        const middle = which => runs.map(run => run[which]).sort((a, b) => a - b)[1], start = Date.now();
        await opened(one, {}, allDrawn);
        told.times[one.file.replace(/.*\//, '')] = { loaded: middle(0), first: middle(1), all: (Date.now() - start) / 1000, bytes: statSync(one.file).size };
    }
});
