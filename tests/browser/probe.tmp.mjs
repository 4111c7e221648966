import { chromium } from 'playwright-core';
const [,, file, width='1280'] = process.argv;
const b = await chromium.launch({executablePath:'/usr/bin/chromium', args:'--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync'.split(' ')});
const c = await b.newContext({viewport:{width:+width,height:900}}); await c.grantPermissions(['clipboard-read','clipboard-write']);
const p = await c.newPage();
p.on('console', m=>console.log('console', m.type(), m.text())); p.on('pageerror', e=>console.log('error', e.message));
const t=Date.now(); await p.goto('file://'+file); console.log('load', Date.now()-t);
while (await p.evaluate(()=>[...document.querySelectorAll('.chart')].some(e=>!e.dataset.drawn))) await new Promise(r=>setTimeout(r,50)); console.log('drawn', Date.now()-t);
const r = await p.evaluate(()=>{
 const out={w:document.documentElement.scrollWidth, zero:[], nan:[], cut:[], over:[], n:0};
 for (const el of document.querySelectorAll('.chart')) {
  const svg=el.querySelector('svg'); if(!(el.dataset.drawn>0)) out.zero.push(el.id+' '+el.getAttribute('aria-label'));
  for (const e of svg.querySelectorAll('*')) for (const a of e.attributes) if (/NaN|Infinity|undefined/.test(a.value)) out.nan.push(el.id+' '+e.tagName+' '+a.name+'='+a.value.slice(0,80));
  const box=svg.getBoundingClientRect(), texts=[...svg.querySelectorAll('text')].map(t=>({s:t.textContent,r:t.getBoundingClientRect()})).filter(t=>t.s.trim()&&t.r.width);
  out.n+=texts.length;
  for (const {s,r} of texts) if (r.left<box.left-1||r.right>box.right+1||r.top<box.top-1||r.bottom>box.bottom+1) out.cut.push([el.id,s,(r.left-box.left).toFixed(1),(box.right-r.right).toFixed(1),(r.top-box.top).toFixed(1),(box.bottom-r.bottom).toFixed(1)].join(' | '));
  texts.forEach((a,i)=>texts.slice(i+1).forEach(b=>{ const x=Math.min(a.r.right,b.r.right)-Math.max(a.r.left,b.r.left), y=Math.min(a.r.bottom,b.r.bottom)-Math.max(a.r.top,b.r.top); if(x>1&&y>3) out.over.push([el.id,a.s,b.s,x.toFixed(1),y.toFixed(1)].join(' | ')); }));
 } return out; });
console.log(r.w, r.n, 'zero', r.zero.length, r.zero.slice(0,5), 'nan', r.nan.length, r.nan.slice(0,5), 'cut', r.cut.length, r.cut.slice(0,15), 'over', r.over.length, r.over.slice(0,40));
await b.close();
