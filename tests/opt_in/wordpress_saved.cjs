// Whether every block is what its own `save` writes: what WordPress' editor asks before it opens a post.
// Run by formats.py with `node -e` in a folder whose node_modules have @wordpress/blocks, @wordpress/block-library
// and jsdom; the files' paths are its arguments.
const { JSDOM } = require('jsdom');
const { window } = new JSDOM('<!doctype html><body></body>', { url: 'http://localhost/' });
const nothing = class {
  observe() {}
  unobserve() {}
  disconnect() {}
};
window.matchMedia = () => ({ matches: false, addListener() {}, removeListener() {}, addEventListener() {} });
Object.assign(window, { CSS: { escape: String, supports: () => false }, ResizeObserver: nothing, IntersectionObserver: nothing });
globalThis.window = window;
for (const name of ['document', 'navigator', 'Node', 'Element', 'HTMLElement', 'Text', 'DOMParser', 'MutationObserver', 'CSS',
  'ResizeObserver', 'IntersectionObserver', 'matchMedia', 'getComputedStyle', 'File', 'Blob', 'FormData', 'requestAnimationFrame']) {
  Object.defineProperty(globalThis, name, { value: window[name] ?? (() => {}), configurable: true, writable: true });
}
for (const way of ['warn', 'error', 'info']) console[way] = () => {}; // it tells of every block that it mends
const { parse } = require('@wordpress/blocks');
require('@wordpress/block-library').registerCoreBlocks();
const found = { blocks: 0, invalid: [] };
const odd = ['core/freeform', 'core/missing', 'core/html'];
const walk = (blocks) => blocks.forEach((block) => {
  found.blocks += 1;
  if (!block.isValid || odd.includes(block.name)) found.invalid.push(`${block.name}: ${(block.originalContent || '').slice(0, 120)}`);
  walk(block.innerBlocks);
});
for (const path of process.argv.slice(1)) walk(parse(require('fs').readFileSync(path, 'utf8')));
console.log(JSON.stringify(found));
