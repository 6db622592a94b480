// Debian's browsers, driven by puppeteer-core. Scripts are off unless asked for, since most careful senders turn them
// off.
import puppeteer from 'puppeteer-core';

export async function chromium({ phone = false, dark = false } = {}) {
  const browser = await puppeteer.launch({
    executablePath: '/usr/bin/chromium',
    headless: true,
    acceptInsecureCerts: true,
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync'],
  });
  const open = async ({ scripts = false } = {}) => {
    const page = await browser.newPage();
    await page.setJavaScriptEnabled(scripts);
    await page.setViewport(phone ? { width: 360, height: 740, isMobile: true, hasTouch: true } : { width: 1280, height: 800 });
    await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: dark ? 'dark' : 'light' }]);
    return page;
  };
  return { open, close: () => browser.close() };
}

// With `svg: false`, the browser behaves like Tor Browser at its safest.
export async function firefox({ svg = true, dark = false } = {}) {
  const browser = await puppeteer.launch({
    browser: 'firefox',
    executablePath: '/usr/bin/firefox-esr',
    headless: true,
    acceptInsecureCerts: true,
    extraPrefsFirefox: { 'javascript.enabled': false, 'svg.disabled': !svg, 'ui.systemUsesDarkTheme': dark ? 1 : 0 },
  });
  return { open: () => browser.newPage(), close: () => browser.close() };
}
