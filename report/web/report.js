// Draws the charts of a report page, sorts and copies its tables. A chart holds no numbers: it reads those of the page's
// tables, in the order the rows had when the page was opened. What people named is only ever set as text, never as HTML.
(function () {
'use strict';
const lang = document.documentElement.lang || 'en';
const words = JSON.parse((document.getElementById('report-words') || {textContent: '{}'}).textContent);
// Without quotation marks, which would end an attribute of a saved picture.
const font = '12px system-ui,-apple-system,Segoe UI,Noto Sans,DejaVu Sans,PingFang SC,Microsoft YaHei,sans-serif';
const ink = '#1a1a1a', grey = '#444', pale = '#c4c4c4';
const paper = {whole: 680, half: 328, tallest: 880}; // CSS px: A4 less margins of 15 mm; one of two columns
// --- looks: ten, told apart by lightness, dash, mark and hatching as well as by colour
const disc = 'M-3.4 0a3.4 3.4 0 1 0 6.8 0a3.4 3.4 0 1 0 -6.8 0z', square = 'M-3.1 -3.1h6.2v6.2h-6.2z';
const rhomb = 'M0 -4.4l4.2 4.4l-4.2 4.4l-4.2 -4.4z', up = 'M0 -4l4 7h-8z', down = 'M0 4l4 -7h-8z';
const hatch = (turn, dash, gap) => ({symbol: 'rect', rotation: turn * Math.PI / 4, dashArrayX: [1, 0], dashArrayY: [dash, gap]});
const dotted = (symbol, gap) => ({symbol, symbolSize: 0.8, dashArrayX: [[4, gap], [0, (4 + gap) / 2, 4, (gap - 4) / 2]], dashArrayY: [4, gap / 3]});
const looks = [ // colour, dash, mark, whether it is filled, part of the colour in a bar, hatching
    ['#1a1a1a', 'solid', disc, true, 0.55, {symbol: 'none'}], ['#0a50ad', [7, 3], square, true, 0.15, hatch(1, 2, 4)],
    ['#c24a00', [2, 3], up, true, 0.6, hatch(0, 1, 5)], ['#00845a', [9, 3, 2, 3], rhomb, true, 0.12, dotted('circle', 6)],
    ['#6f0a66', [13, 4], disc, false, 0.75, hatch(-1, 1, 5)], ['#5e4718', [5, 2, 1, 2, 1, 2], square, false, 0.15, hatch(2, 1, 4)],
    ['#dc1c54', [4, 4], down, true, 0.5, dotted('rect', 7)], ['#5d6b75', [1, 2], 'M-3 -3l6 6m0 -6l-6 6', false, 0.1, {symbol: 'none'}],
    ['#7440d8', [10, 2, 4, 2], rhomb, false, 0.3, hatch(-1, 3, 3)],
    ['#4f7f04', [6, 2, 2, 2, 2, 2], 'M-3.8 0h7.6m-3.8 -3.8v7.6', false, 0.5, dotted('triangle', 8)]
].map(([colour, dash, mark, full, part, decal]) => ({colour, dash, mark, inside: full ? colour : '#fff', part, decal}));
const lookOf = s => looks[(s.look || 0) % looks.length];
const markStyle = ({inside, colour}) => ({color: inside, borderColor: colour, borderWidth: 1.4});
function barStyle({colour, part, decal}) {
    const of = from => Math.round(255 - part * (255 - parseInt(colour.slice(from, from + 2), 16)));
    const over = Object.assign({color: part < 0.4 ? colour : 'rgba(255,255,255,0.8)'}, decal);
    return {color: `rgb(${of(1)},${of(3)},${of(5)})`, borderColor: colour, borderWidth: 1, decal: over};
}
// --- texts and numbers
const canvas = Object.assign(document.createElement('canvas').getContext('2d'), {font});
const wide = text => canvas.measureText(text).width, widest = texts => Math.max(0, ...texts.map(wide));
function cut(text, room) {
    const letters = Array.from(text), over = letters.findIndex((_, n) => wide(letters.slice(0, n + 1).join('') + '…') > room);
    return over < 0 || wide(text) <= room ? text : letters.slice(0, Math.max(1, over)).join('').trim() + '…';
}
// Words, and letters of scripts that set none apart.
const parts = text => text.match(/[\u2e80-\ud7ff\uf900-\uffef]|[^\s\u2e80-\ud7ff\uf900-\uffef]+\s*|\s+/g) || [];
// At most so many lines; only a word wider than the room is broken.
function wrap(text, room, most) {
    const lines = [''];
    for (const part of parts(text))
        for (const piece of wide(part.trim()) > room ? Array.from(part) : [part]) {
            const longer = lines[lines.length - 1] + piece;
            lines.push(longer === piece || wide(longer.trim()) <= room ? (lines.pop(), longer) : piece);
        }
    if (lines.length > most) lines.push(cut(lines.splice(most - 1).join(''), room));
    return lines.map(line => line.trim()).filter(Boolean);
}
function told(v, decimals, sign) {
    if (!Number.isFinite(v)) return '–';
    const digits = Math.abs(v).toLocaleString(lang, {minimumFractionDigits: decimals, maximumFractionDigits: decimals});
    return (/[1-9]/.test(digits) ? v < 0 ? '-' : sign ? '+' : '' : '') + digits;
}
// An axis of about so many round steps that holds all the values.
function scaleOf(values, steps) {
    const finite = values.filter(Number.isFinite), least = finite.length ? Math.min(...finite) : 0, most = Math.max(least, ...finite);
    const aside = most > least ? 0 : Math.abs(least) / 8, [low, high] = [least - aside, aside || most > least ? most + aside : 1];
    const rough = (high - low) / Math.round(steps), power = Math.pow(10, Math.floor(Math.log10(rough)));
    const n = [1, 2, 2.5, 5, 10].find(times => rough / power <= times + 1e-9);
    const decimals = Math.max(0, Math.round(-Math.log10(power)) + (n === 2.5 ? 1 : n === 10 ? -1 : 0));
    const at = steps => Number((steps * n * power).toFixed(decimals));
    return {min: at(Math.floor(low / n / power + 1e-9)), max: at(Math.ceil(high / n / power - 1e-9)), interval: at(1), decimals};
}
// --- reading the tables
const rowsOf = new Map(Array.from(document.querySelectorAll('.scroll > table'), table => [table.id, Array.from(table.tBodies[0].rows)]));
const textAt = cell => (cell ? cell.textContent : '').replace(/\s+/g, ' ').trim(), numberAt = cell => cell && cell.dataset.v ? Number(cell.dataset.v) : NaN;
const bounded = (s, i) => Number.isFinite(s.low[i]) && Number.isFinite(s.high[i]);
// Series side by side: place i of each stands over label i. The same label again in a series is another place.
function read(el) {
    const plot = Object.assign({el, labels: [], xs: [], steps: [], off: {}}, JSON.parse(el.dataset.chart)), {labels, xs} = plot;
    plot.interval = plot.interval || words.interval;
    const values = (s, column, factor) => labels.map((_, i) => column !== null && s.rows[i] ? numberAt(s.rows[i].cells[column]) * factor : NaN);
    for (const s of plot.series.slice().sort((a, b) => b.count - a.count)) {
        Object.assign(s, {rows: [], name: s.name.replace(/\s+/g, ' ').trim()});
        for (const row of (rowsOf.get(plot.table) || []).slice(s.first, s.first + s.count)) {
            const text = textAt(row.cells[plot.x]), at = labels.findIndex((label, i) => label === text && !s.rows[i]);
            if (at < 0) xs.push(numberAt(row.cells[plot.x]) * plot.xFactor);
            s.rows[at < 0 ? labels.push(text) - 1 : at] = row;
        }
    }
    for (const s of plot.series) for (const end of ['value', 'low', 'high']) s[end] = values(s, s[end], plot.factor);
    if (plot.kind === 'waterfall') plot.steps = stepsOf(plot.series[0]);
    return Object.assign(plot, {all: valuesOf(plot), banded: plot.series.some(s => plot.labels.some((_, i) => bounded(s, i)))});
}
// What the value axis has to hold.
function valuesOf({kind, series, steps, labels, top, bottom, zero, factor}) {
    const piled = series.filter(s => kind === 'stacks' && !s.whole), pile = sign => labels.map((_, i) =>
        piled.reduce((sum, s) => sum + (s.value[i] * sign > 0 ? s.value[i] : 0), 0));
    return [].concat(zero || /bars|stacks|waterfall/.test(kind) ? 0 : [], [top, bottom].filter(Number.isFinite).map(v => v * factor),
        ...series.filter(s => !piled.includes(s) && !steps.length).map(s => s.value.concat(s.low, s.high)),
        ...steps.map(step => [step.from, step.to, step.low, step.high]), piled.length ? pile(1).concat(pile(-1)) : []);
}
// A waterfall's rows: the first and the last stand on 0, those between are taken from what is left.
function stepsOf(s) {
    let left = 0;
    return s.value.map((v, i) => {
        const whole = i === 0 || i === s.value.length - 1, from = whole ? 0 : left;
        left = whole ? v : left - (v || 0);
        return {from, to: left, whole, low: whole ? s.low[i] : from - s.high[i], high: whole ? s.high[i] : from - s.low[i]};
    });
}
// --- where everything stands
const codeOf = s => s.name.split(' ')[0];
// The key under a chart: columns of one width, so that its height is known.
function keyOf(plot, width) {
    const names = plot.kind === 'waterfall' ? [] : plot.series.map(s => s.name).concat(plot.banded ? plot.interval : []);
    const text = Math.floor(Math.min(widest(names) + 10, 240, (width + 8) / (names.length > 3 ? 2 : 1) - 48));
    return {text, height: names.length < 2 ? 0 : Math.ceil(names.length / Math.max(1, Math.floor((width + 8) / (text + 47)))) * 24};
}
// Whether categories go down the page: names or numbers find no room side by side, or bars would be too thin.
function lies({kind, labels, series, decimals, sign}, width, years) {
    const room = width / labels.length - 8;
    return kind === 'dots' || kind === 'waterfall' && widest(series[0].value.map(v => told(-v, decimals, sign))) > room || !(years || /lines|points/.test(kind)) && (kind === 'bars' && room * 0.75 / series.length < 6
        || labels.some(label => wrap(label, room, 9).length > 3 || widest(parts(label).map(part => part.trim())) > room));
}
function acrossRoom({kind, series, labels, decimals}, p, marks, longest) {
    const values = /dots|waterfall/.test(kind) ? [].concat(...series.map(s => s.value)).map(v => told(v, decimals, true)) : [];
    const lanes = /dots|bars/.test(kind) ? series.length : 1;
    [p.left, p.right] = [Math.min(longest + 1, p.width * 0.37) + 12, values.length && widest(values) + 14].map(v => Math.max(marks / 2 + 4, v));
    p.names = labels.map(label => wrap(label, p.left - 12, p.width < 460 ? 3 : 2));
    const row = Math.max((kind === 'dots' ? 17 : lanes > 1 ? 11 : 20) * lanes + 10, ...p.names.map(lines => lines.length * 14 + 8));
    p.high = Math.min(row * labels.length, p.tallest);
    p.lane = Math.min(17, (p.high / labels.length - 6) / lanes);
}
function uprightRoom({kind, series, labels}, p, marks, longest, years) {
    const codes = kind === 'lines' && series.length > 1 && labels.length > 1 ? widest(series.map(codeOf)) + 26 : 0;
    const ends = codes > 0 && codes < p.width * 0.2;
    p.xScale = kind === 'points' && scaleOf(p.xs, Math.min(8, p.width / 95));
    const last = p.xScale ? wide(told(p.xScale.max, p.xScale.decimals)) / 2 + 4 : 0;
    Object.assign(p, {ends, left: marks + 12, right: ends ? codes : Math.max(22, last)});
    const step = (p.width - p.left - p.right) / Math.max(1, labels.length - (kind === 'lines' ? 1 : 0));
    p.every = longest + 8 <= step || !years ? 1 : [2, 3, 5, 10, 20].find(n => n * step >= longest + 10) || 50;
    p.names = labels.map(label => p.every > 1 ? [label] : wrap(label, step - 8, 3));
    p.thin = kind === 'lines' ? Math.max(1, Math.ceil(13 / step)) : 1; // marks stand at every so manieth value
    p.high = printing ? Math.max(170, p.width * 0.35) : Math.max(200, Math.min(340, p.width * 0.5));
}
function places(plot, width, tallest) {
    const years = plot.labels.every(label => /^\D{0,6}\d{1,4}\D?$/.test(label)), across = lies(plot, width - 60, years);
    const p = {width, tallest, across, every: 1, key: keyOf(plot, width), xs: plot.kind === 'points' ? plot.xs : plot.labels.map((_, i) => i)};
    for (let steps = across ? Math.min(6, Math.round(width / 95)) : 5, close = true; close && steps > 0; --steps) {
        const {min, max, interval, decimals} = p.scale = scaleOf(plot.all, steps), marks = widest([min, max].map(v => told(v, decimals, plot.sign)));
        (across ? acrossRoom : uprightRoom)(plot, p, marks, widest(plot.labels), years);
        p.wide = width - p.left - p.right;
        close = across && marks + 8 > p.wide * interval / (max - min); // numbers that touch: fewer
    }
    [p.over, p.under] = (across ? [plot.xTitle, plot.yTitle] : [plot.yTitle, plot.xTitle]).map((text, n) => wrap(text, n ? p.wide : width, 9));
    p.top = p.over.length * 16 + (plot.kind === 'waterfall' ? 20 : 10);
    p.deep = (across || plot.kind === 'points' ? 1 : Math.max(1, ...p.names.map(lines => lines.length))) * 14 + 12;
    return Object.assign(p, {height: Math.ceil(p.top + p.high + p.deep + p.under.length * 16 + (p.key.height && p.key.height + 8))});
}
// --- what every chart has
function frame(plot, p) {
    const names = plot.kind === 'points' ? numberAxis(plot, p) : nameAxis(plot, p), values = valueAxis(plot, p.scale);
    const title = (lines, left, top, textAlign) => ({text: lines.join('\n'), left, top, textAlign, padding: 0,
        textStyle: {fontSize: 12, lineHeight: 16, fontWeight: 'normal', color: ink}});
    return {animation: false, backgroundColor: '#fff', textStyle: {fontFamily: font.slice(5), fontSize: 12, color: ink},
        title: [title(p.over, 0, 0), title(p.under, p.left + p.wide / 2, p.top + p.high + p.deep - 2, 'center')],
        grid: {left: p.left, top: p.top, width: p.wide, height: p.high, outerBoundsMode: 'none'},
        legend: legend(plot, p), tooltip: tooltip(plot), xAxis: p.across ? values : names, yAxis: p.across ? names : values,
        series: [].concat(custom({name: plot.interval}, [], 0, () => {}), kinds[plot.kind](plot, p), zeroLine(p))};
}
const base = p => ({show: true, onZero: false, lineStyle: {color: p.across || p.scale.min < 0 ? pale : ink}});
const nameAxis = (plot, p) => ({type: 'category', data: plot.labels, inverse: p.across, axisLine: base(p),
    boundaryGap: plot.kind !== 'lines' || plot.labels.length < 2, splitLine: {show: p.across, interval: 0, lineStyle: {color: '#e8e8e8'}},
    axisTick: {show: !p.across, alignWithLabel: true, interval: i => i % p.every === 0, length: 4}, axisLabel: {color: ink, fontSize: 12,
        lineHeight: 14, interval: i => i % p.every === 0, formatter: (_, i) => p.names[i].join('\n')}});
const valueAxis = (plot, scale) => Object.assign({type: 'value', axisLine: {show: false}, axisTick: {show: false}, splitLine: {lineStyle:
    {color: '#dedede'}}, axisLabel: {color: ink, fontSize: 12, formatter: v => told(v, scale.decimals, plot.sign)}}, scale);
const numberAxis = (plot, p) => Object.assign(valueAxis({}, p.xScale), {splitLine: {show: false},
    axisTick: {show: true}, axisLine: base(p)});
function legend({kind, series, labels, banded, off, interval: bounds}, p) {
    const shaded = kind === 'lines' && labels.length > 1, lined = /lines|points/.test(kind), solid = s => /stacks|bars/.test(kind) && !s.whole;
    const item = s => ({name: s.name, icon: lined ? null : solid(s) ? 'rect' : `path://${lookOf(s).mark}M-17 0h34`,
        itemStyle: solid(s) ? {borderWidth: 1} : markStyle(lookOf(s))});
    const interval = {name: bounds, icon: shaded ? 'rect' : 'path://M-17 -4v8m0 -4h34m0 -4v8',
        itemStyle: {color: pale, borderColor: grey, borderWidth: shaded ? 0 : 1.2}};
    return {show: p.key.height > 0, left: 0, top: p.height - p.key.height, width: p.width, padding: 0, itemGap: 8, itemWidth: 34, itemHeight: 11,
        textStyle: {fontSize: 12, lineHeight: 16, width: p.key.text, color: ink}, formatter: name => cut(name, p.key.text - 8), selected: off,
        inactiveColor: '#767676', data: series.map(item).concat(banded ? interval : []), tooltip: {show: true, formatter: one => node('div', '', one.name)}};
}
// --- tooltips are elements, so that no name is ever read as HTML
const node = (tag, className, text) => Object.assign(document.createElement(tag), {className, textContent: text || ''});
const tooltip = plot => ({trigger: plot.kind === 'points' ? 'item' : 'axis', confine: true, transitionDuration: 0, borderColor: grey,
    padding: [6, 9], axisPointer: {type: plot.kind === 'lines' ? 'line' : 'shadow'}, textStyle: {color: ink}, className: 'tip-box',
    formatter: shown => plot.kind === 'points' ? tip(plot, shown.data[2], shown.seriesName) : tip(plot, shown[0].dataIndex)});
function tip(plot, i, only) {
    const box = node('table', 'tip'), tell = v => told(v, plot.decimals, plot.sign);
    const shown = plot.series.filter(s => only ? s.name === only : plot.off[s.name] !== false);
    box.append(node('caption', '', only ? plot.xTitle + ': ' + told(plot.xs[i], plot.xDecimals) : plot.labels[i]));
    [['', words.mean, plot.interval]].concat(shown.map(s => [s.name, tell(s.value[i]), bounded(s, i) ? `[${tell(s.low[i])}, ${tell(s.high[i])}]`
        : ''])).forEach(cells => box.appendChild(node('tr', '')).append(...cells.slice(0, plot.banded ? 3 : 2).map((cell, n) =>
        node(n ? 'td' : 'th', n ? 'n' : '', cell))));
    return box;
}
// --- shapes: `i` is a category and `v` a value, whichever way the axes lie; `off` is aside of the category's middle
const place = (p, i, v) => p.across ? [v, i] : [p.xs[i], v], aside = (p, [x, y], off) => p.across ? [x, y + off] : [x + off, y];
const filled = (s, p) => s.value.map((v, i) => place(p, i, v));
const group = children => ({type: 'group', children}), path = (d, style, x, y) => ({type: 'path', x, y, shape: {pathData: d}, style});
const drawMark = ({mark, inside, colour}, [x, y]) => path(mark, {fill: inside, stroke: colour, lineWidth: 1.4}, x, y);
const write = (text, x, y, style) => ({type: 'text', style: Object.assign({text, x, y, fill: ink, font, verticalAlign: 'middle',
    stroke: '#fff', lineWidth: 3}, style)});
const line = (points, style) => path('M' + points.map(xy => xy.map(c => c.toFixed(1)).join(' ')).join('L'),
    Object.assign({fill: 'none', stroke: ink, lineWidth: 1.3}, style), 0, 0);
const custom = (s, data, z, renderItem) => ({type: 'custom', name: s.name, data, z, renderItem, silent: true, tooltip: {show: false},
    itemStyle: markStyle(lookOf(s))});
const marked = (s, p, renderItem) => Object.assign(custom(s, filled(s, p), 3, (params, api) => Number.isFinite(s.value[params.dataIndex])
    ? group(renderItem(params, api)) : null), {tooltip: {show: true}});
// The intervals are the first series of every chart: switched off in the key, it takes all of them away.
const withIntervals = api => api.currentSeriesIndices().includes(0);
function whisker(p, api, s, i, off, stroke = ink) {
    const ends = withIntervals(api) && bounded(s, i) ? [s.low[i], s.high[i]].map(v => api.coord(place(p, i, v))) : [];
    return ends.map(end => [-3, 3].map(cap => aside(p, end, off + cap))).concat(ends.length ? [ends.map(end => aside(p, end, off))] : [])
        .map(points => line(points, {stroke}));
}
const zeroLine = p => custom({name: ''}, p.scale.min <= 0 && p.scale.max >= 0 ? [[0, 0]] : [], 2, ({coordSys: box}, api) => {
    const [x, y] = api.coord([0, 0]), end = far => p.across ? [x, box.y + far * box.height] : [box.x + far * box.width, y];
    return line([end(0), end(1)], {lineWidth: p.across ? 2 : 1.2});
});
// --- kinds of charts
const kinds = {lines, points: lines, bars, stacks: bars, dots, waterfall};
function lines({kind, series, labels}, p) {
    const points = kind === 'points', one = !points && labels.length < 2;
    const off = k => one ? (k - (series.length - 1) / 2) * 14 : 0; // of a single year series stand side by side
    const means = series.map((s, k) => ({type: 'line', name: s.name, z: 3, symbol: 'path://' + lookOf(s).mark, showAllSymbol: true,
        symbolSize: (_, {dataIndex: i}) => i % p.thin === k % p.thin || p.thin >= s.value.length ? 8 : 0, symbolOffset: [off(k), 0],
        data: points ? s.value.map((v, i) => [p.xs[i], v, i]).sort((a, b) => a[0] - b[0]) : s.value, emphasis: {disabled: true},
        lineStyle: {color: lookOf(s).colour, width: 2, type: lookOf(s).dash}, itemStyle: markStyle(lookOf(s))}));
    return means.concat(series.map((s, k) => custom(s, s.value.map((_, i) => [p.xs[i], s.low[i], s.high[i]]), 1, ({dataIndex: i}, api) =>
        points || one ? group(whisker(p, api, s, i, off(k), lookOf(s).colour)) : !i && withIntervals(api) && band(series, s, api))),
    p.ends ? custom({name: ''}, [[0, 0]], 5, (_, api) => ends(series, p, api)) : []);
}
// From the low ends forth and back along the high ones, in pieces where intervals are missing.
function band(series, s, api) {
    const pieces = [[]], stroke = lookOf(s).colour, faint = series.length > 5 ? 0.5 : 1;
    s.low.forEach((_, i) => bounded(s, i) ? pieces[0].push(i) : pieces.unshift([]));
    return group([].concat(...pieces.filter(piece => piece.length).map(piece => {
        const [low, high] = [s.low, s.high].map(end => piece.map(i => api.coord([i, end[i]])));
        return [line(low.concat(high.slice().reverse()), {fill: stroke, opacity: 0.11 * faint, stroke: 'none'})].concat(
            [low, high].map(edge => line(edge, {stroke, lineWidth: 0.7, opacity: 0.6 * faint})));
    })));
}
// The codes at the ends of the lines that are switched on, moved apart: the middle of pushing all down and all up.
function ends(series, p, api) {
    const on = api.currentSeriesIndices(), last = series[0].value.length - 1;
    const shown = series.filter((s, k) => on.includes(k + 1) && Number.isFinite(s.value[last])).map(s => ({colour: lookOf(s).colour,
        code: codeOf(s), at: api.coord([last, s.value[last]])})).sort((a, b) => a.at[1] - b.at[1]);
    shown.reduce((least, one) => (one.down = Math.max(one.at[1], least)) + 12, p.top);
    shown.reduceRight((most, one) => (one.up = Math.min(one.at[1], most)) - 12, p.top + p.high);
    return group([].concat(...shown.map(({colour, code, at: [x, y], down, up}) => [line([[x + 6, y], [x + 13, (down + up) / 2]],
        {stroke: colour, lineWidth: 0.8}), write(code, x + 15, (down + up) / 2, {fill: colour, font: 'bold ' + font})])));
}
function bars({kind, series}, p) {
    const piled = kind === 'stacks', solid = series.filter(s => !piled || !s.whole);
    const thick = {barGap: '0%', barCategoryGap: solid.length > 3 && !piled ? '20%' : '35%', barMaxWidth: 56};
    const on = api => solid.filter((_, k) => api.currentSeriesIndices().includes(k + 1)); // switched on in the key
    const middle = (s, api) => piled ? 0 : api.barLayout(Object.assign({count: on(api).length}, thick))[on(api).indexOf(s)].offsetCenter;
    return solid.map(s => Object.assign({type: 'bar', name: s.name, z: 1, data: filled(s, p), itemStyle: barStyle(lookOf(s)),
        emphasis: {disabled: true}, stack: piled ? 'all' : null}, thick)).concat(series.filter(s => !piled || s.whole)
        .map(s => custom(s, filled(s, p), 4, ({dataIndex: i}, api) => group(whisker(p, api, s, i, middle(s, api)).concat(
            piled && Number.isFinite(s.value[i]) ? drawMark(lookOf(s), api.coord(place(p, i, s.value[i]))) : [])))));
}
// The value stands right of the whisker; left of it, or beyond the line of 0, where it would stand on that.
function dots({series, decimals, sign}, p) {
    return series.map((s, k) => marked(s, p, ({dataIndex: i, coordSys: box}, api) => {
        const off = (k - (series.length - 1) / 2) * p.lane, [x, y] = aside(p, api.coord([s.value[i], i]), off), text = told(s.value[i], decimals, sign);
        const far = bounded(s, i) && withIntervals(api) ? [s.low[i], s.high[i]].map(v => api.coord([v, i])[0]) : [x, x];
        const from = Math.min(far[0], x - 5) - 6, to = Math.max(far[1], x + 5) + 6, zero = api.coord([0, i])[0];
        const crosses = to < zero + 3 && to + wide(text) > zero - 3, left = crosses && from - wide(text) > box.x;
        return whisker(p, api, s, i, off, lookOf(s).colour).concat(drawMark(lookOf(s), [x, y]),
            write(text, left ? from : crosses ? zero + 5 : to, y, {align: left ? 'right' : 'left'}));
    }));
}
function waterfall({series: [s], steps, decimals, sign}, p) {
    const spread = {low: steps.map(t => t.low), high: steps.map(t => t.high)}, up = p.across ? 0 : 1;
    return marked(s, p, ({dataIndex: i}, api) => {
        const {from, to, whole} = steps[i], half = api.barLayout({count: 1, barCategoryGap: '35%', barMaxWidth: 64})[0].width / 2;
        const at = (v, off, j = i) => aside(p, api.coord(place(p, j, v)), off);
        const [x, y] = at(Math.max(from, to, withIntervals(api) && bounded(spread, i) ? spread.high[i] : from), 0);
        return [line([at(from, -half), at(from, half), at(to, half), at(to, -half), at(from, -half)], {fill: whole ? '#a3a3a3' : '#dfe8f3'}),
            write(told(whole ? s.value[i] : -s.value[i], decimals, sign), x + (up ? 0 : 6), y - up * 9, {align: up ? 'center' : 'left'})].concat(
            whisker(p, api, spread, i, 0), i + 1 < steps.length ? line([at(to, half), at(to, -half, i + 1)], {lineDash: [3, 2]}) : []);
    });
}
// --- drawing: what is seen at once, the rest when there is time; on paper everything, to the paper's width
const plots = new Map(), charts = new Map(); // by element, by id
let printing = false;
function fit(plot) {
    const {el} = plot, half = el.closest('.grid') || el.closest('.charts').children.length > 1, width = half ? paper.half : paper.whole;
    plot.p = printing ? places(plot, width, paper.tallest) : places(plot, Math.max(plot.width || paper.half, 200), 1e5);
    el.style.height = plot.p.height + 'px';
    return plot;
}
function draw(plot) {
    const {el, p: {width, height}} = fit(plot);
    if (!plot.chart) {
        charts.set(el.id, plot.chart = echarts.init(el, null, {renderer: 'svg', width, height}));
        plot.chart.on('legendselectchanged', now => { plot.off = now.selected; });
    } else plot.chart.resize({width, height});
    plot.chart.setOption(frame(plot, plot.p), true);
    el.querySelector('svg').setAttribute('viewBox', `0 0 ${width} ${height}`);
    el.dataset.drawn = plot.series.reduce((sum, s) => sum + s.value.filter(Number.isFinite).length, 0);
    return plot;
}
const drawAll = () => plots.forEach(draw);
const onPaper = now => now !== printing && drawAll(printing = now);
const later = () => (window.requestIdleCallback || setTimeout)(() => {
    const next = Array.from(plots.values()).find(plot => !plot.chart);
    if (next) later(draw(next));
});
// The drawn picture as a file, its title above it.
function save({el, p}) {
    const svg = el.querySelector('svg').cloneNode(true), heads = [el.closest('.figure').querySelector('h3'), el.parentNode.querySelector('h4')];
    const lines = [].concat(...heads.map(head => wrap(textAt(head), p.width * 0.9, 9))), high = lines.length * 17 + 10;
    const set = (made, values) => Object.keys(values).forEach(key => made.setAttribute(key, values[key]));
    const add = tag => svg.insertBefore(document.createElementNS(svg.namespaceURI, tag), svg.firstChild);
    lines.forEach((text, n) => set(Object.assign(add('text'), {textContent: text}), {y: 13 + n * 17 - high, style: 'font:bold ' + font}));
    set(add('rect'), {y: -high, width: p.width, height: high, fill: '#fff'});
    set(svg, {viewBox: `0 ${-high} ${p.width} ${p.height + high}`, height: p.height + high});
    const href = URL.createObjectURL(new Blob([new XMLSerializer().serializeToString(svg)], {type: 'image/svg+xml'}));
    Object.assign(node('a', ''), {download: `hearth-${el.id}.svg`, href}).click();
}
// --- buttons: sorting, copying, saving, sources of uncertainty
const status = document.body.appendChild(node('output', 'unseen')); // a live region
const say = text => { status.textContent = ''; setTimeout(() => { status.textContent = text || ''; }, 100); };
const button = (name, text, action) => Object.assign(node('button', name, text), {type: 'button', onclick: one => action(one.target)});
function sorted(rows, column, sign) {
    const key = ({cells: {[column]: cell}}) => cell && cell.dataset.v !== undefined ? numberAt(cell) : textAt(cell);
    return rows.map(row => [key(row), row]).sort(([a], [b]) => typeof a === 'number' && typeof b === 'number' ? Number.isNaN(a) - Number.isNaN(b)
        || sign * (a - b) || 0 : sign * String(a).localeCompare(String(b), lang, {numeric: true})).map(pair => pair[1]);
}
// Headings that sort up, down and as it stood; a button that copies.
function equip(table) {
    const heads = Array.from(table.tHead.rows[0].cells), rows = Array.from(table.tBodies[0].rows);
    heads.forEach((head, column) => {
        head.replaceChildren(Object.assign(button('sort', textAt(head), () => {
            const next = {ascending: 'descending', descending: ''}[head.getAttribute('aria-sort')];
            heads.forEach(one => one.removeAttribute('aria-sort'));
            if (next !== '') head.setAttribute('aria-sort', next || 'ascending');
            table.tBodies[0].append(...(next === '' ? rows : sorted(rows, column, next ? -1 : 1)));
        }), {title: words.sort || ''}));
    });
    table.before(button('tool', words.copy, from => copy(table, from)));
}
// Numbers in full; an apostrophe before a text that a spreadsheet would run.
function tabbed(table) {
    const full = cell => Number.isFinite(Number(cell.dataset.v)) ? cell.dataset.v : textAt(cell).replace(/^[=+\-@＝＋－＠]/, '\'$&');
    return Array.from(table.rows, row => Array.from(row.cells, full).join('\t')).join('\n');
}
async function copy(table, from) {
    const area = document.body.appendChild(node('textarea', 'unseen', tabbed(table))), byHand = () => document.execCommand('copy');
    area.select();
    const done = await (navigator.clipboard ? navigator.clipboard.writeText(area.value).then(() => true, byHand) : byHand());
    area.remove();
    from.focus();
    if (done) say(from.textContent = words.copied);
    setTimeout(() => { from.textContent = words.copy; }, 2000);
}
// Bands of the sources left on: mean -/+ 1.645 standard deviations, the sources independent; with all on, as printed.
function sources(figure) {
    const {table, mean, deviations, chart} = JSON.parse(figure.dataset.sources), plot = plots.get(document.getElementById(chart));
    const heads = document.getElementById(table).tHead.rows[0].cells, box = node('fieldset', 'sources');
    box.append(node('legend', '', words.sources));
    const boxes = deviations.map(() => Object.assign(node('input', ''), {type: 'checkbox', checked: true}));
    boxes.forEach((one, n) => box.appendChild(node('label', '')).append(one, textAt(heads[deviations[n]])));
    if (words.sources_note) box.append(node('p', 'note', words.sources_note));
    const end = (s, z) => plot.labels.map((_, i) => s.rows[i] ? plot.factor * (numberAt(s.rows[i].cells[mean]) + z * Math.sqrt(deviations
        .reduce((sum, column, n) => sum + (boxes[n].checked ? (numberAt(s.rows[i].cells[column]) || 0) ** 2 : 0), 0))) : NaN);
    const printed = plot.series.filter(s => plot.labels.some((_, i) => bounded(s, i))).map(s => ({s, low: s.low, high: s.high}));
    printed.forEach(({s}) => plot.all.push(...end(s, -1.645), ...end(s, 1.645)));
    box.addEventListener('change', () => {
        printed.forEach(({s, low, high}) => Object.assign(s, boxes.every(one => one.checked) ? {low, high}
            : {low: end(s, -1.645), high: end(s, 1.645)}));
        draw(plot);
        say(words.sources_changed);
    });
    figure.querySelector('.charts').before(box);
}
function start() {
    document.documentElement.classList.add('js');
    document.querySelectorAll('.chart[data-chart]').forEach(el => plots.set(el, Object.assign(read(el), {width: el.clientWidth})));
    plots.forEach(fit); // when all widths are read: the page is laid out once
    document.querySelectorAll('[data-sources]').forEach(sources);
    const of = list => list.map(one => plots.get(one.target));
    const changed = plot => !printing && plot.el.clientWidth && plot.width !== (plot.width = plot.el.clientWidth);
    const seen = new IntersectionObserver(list => of(list.filter(one => one.isIntersecting)).forEach(plot => plot.chart || draw(plot)), {rootMargin: '300px'});
    const sized = new ResizeObserver(list => requestAnimationFrame(() => of(list).filter(changed).forEach(plot => (plot.chart ? draw : fit)(plot))));
    plots.forEach((plot, el) => {
        el.after(button('tool', words.save, () => save(plot.chart ? plot : draw(plot))));
        [seen, sized].forEach(observer => observer.observe(el));
    });
    ['beforeprint', 'afterprint'].forEach(name => addEventListener(name, () => onPaper(name === 'beforeprint')));
    matchMedia('print').addEventListener('change', media => onPaper(media.matches));
    later();
}
document.querySelectorAll('.scroll > table').forEach(equip);
window.hearthReport = {drawAll, charts};
if (window.echarts) start();
}());
