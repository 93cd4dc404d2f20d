#!/bin/sh
# Versions:  Chromium 150 (Debian package chromium), driven by playwright-core 1.65.1 (npm); the font Inter 4.001 from
#            @fontsource-variable/inter 5.3.0 (npm).
# Behaviour: The font shorthand resets font-variant-ligatures and font-feature-settings in a style sheet: what an earlier
#            declaration or the parent had switched off is on again. On a canvas the same shorthand (context.font) resets
#            neither: text is drawn with the ligatures and features of the canvas element's own style.
# Why:       Inter draws 1920x1080 as a multiplication and -> as an arrow. Switched off for the page, it comes back with
#            each font shorthand, where two different texts then look the same. A canvas has no property of its own for it.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
trap 'exit 1' HUP INT TERM
cd "$dir"
command -v chromium >/dev/null || { echo 'Needs the Debian package chromium.' >&2; exit 2; }
npm install --prefix "$dir" --no-audit --no-fund --ignore-scripts --loglevel=error \
  playwright-core@1.65.1 @fontsource-variable/inter@5.3.0 >/dev/null || exit 2

cat >show.mjs <<'END'
import { readFileSync } from 'node:fs';
import { chromium } from 'playwright-core';
const font = readFileSync('node_modules/@fontsource-variable/inter/files/inter-latin-wght-normal.woff2', 'base64');
const browser = await chromium.launch({ executablePath: process.argv[2] });
const page = await browser.newPage();
await page.setContent(`<style>
  @font-face { font-family: I; src: url(data:font/woff2;base64,${font}); }
  p, canvas { width: 300px; height: 40px; margin: 0 }
  .off { font-variant-ligatures: none; font-feature-settings: 'calt' 0 }
</style><div class="off"><p id="text"></p></div><canvas id="canvas" width="300" height="40"></canvas>`);
await page.evaluate(() => document.fonts.load('16px I'));
const FONT = '16px I';
const inStyle = async (style) => {
  await page.locator('#text').evaluate((text, given) => {
    text.setAttribute('style', given);
    text.textContent = '1920x1080 a->b';
  }, style);
  return (await page.locator('#text').screenshot()).toString('base64');
};
const onCanvas = (className) =>
  page.locator('#canvas').evaluate((canvas, [name, font]) => {
    canvas.className = name;
    const context = canvas.getContext('2d');
    context.reset();
    context.font = font;
    context.fillText('1920x1080 a->b', 5, 25);
    return canvas.toDataURL();
  }, [className, FONT]);
const redrawn = await inStyle(`font: ${FONT}; font-variant-ligatures: normal; font-feature-settings: normal`);
const asWritten = await inStyle(`font: ${FONT}; font-variant-ligatures: none`);
const words = (picture) => (picture === redrawn ? 'redrawn' : picture === asWritten ? 'as written' : 'otherwise');
const found = {
  'inherited, with font-size and font-family': words(await inStyle('font-size: 16px; font-family: I; line-height: normal')),
  'inherited, with the font shorthand': words(await inStyle(`font: ${FONT}`)),
  'declared before the font shorthand': words(await inStyle(`font-variant-ligatures: none; font: ${FONT}`)),
};
const [canvasOn, canvasOff] = [await onCanvas(''), await onCanvas('off')];
found['canvas, its element switches it off, then context.font'] = canvasOn === canvasOff ? 'redrawn' : 'as written';
console.log(`Chromium ${browser.version()}`);
for (const [where, how] of Object.entries(found)) console.log(`  ${where}: ${how}`);
await browser.close();
const asStated = Object.values(found).join() === 'as written,redrawn,redrawn,as written';
console.log(asStated ? 'As stated.' : 'This changed.');
process.exitCode = asStated ? 0 : 1;
END
node show.mjs "$(command -v chromium)"
