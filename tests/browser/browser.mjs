// A browser without a window, and what tests and pictures ask of a page. The page's own rules forbid a driver's usual
// waiting (it evaluates strings), so waiting is asking again.
import { chromium } from 'playwright-core';

const flags = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
    '--disable-component-update', '--disable-sync'];
export const launch = () => chromium.launch({ executablePath: process.env.HEARTH_CHROMIUM || '/usr/bin/chromium', args: flags });

export async function until(page, what, asked, argument, seconds = 60) {
    for (const end = Date.now() + seconds * 1000; Date.now() < end; await new Promise(done => setTimeout(done, 40)))
        if (await page.evaluate(asked, argument)) return;
    throw new Error(`after ${seconds} s still not so: ${what}`);
}

const noneUndrawn = () => !Array.from(document.querySelectorAll('.chart')).some(chart => chart.dataset.drawn === undefined);
export const allDrawn = page => until(page, 'all charts are drawn', noneUndrawn);
