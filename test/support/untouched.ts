import { expect } from 'playwright/test';
import type { TestBrowser, TestPage } from './browser.ts';
import type { Internet } from './internet.ts';

/**
 * A page, and in it a document that no probe has reached: the first, empty one of a frame, which stays because nothing
 * comes in its place. Its window is `kept` in the page.
 */
export async function openBesideUntouched(earshot: Pick<TestBrowser, 'open'>, net: Internet): Promise<TestPage> {
  await net.site('parity.example', ({ path }) =>
    path === '/never'
      ? { status: 204 }
      : { type: 'text/html', body: '<!doctype html><meta charset="utf-8"><title>parity</title><body>' },
  );
  const page = await earshot.open('https://parity.example/');
  const reached = await page.evaluate(() => {
    const frame = document.createElement('iframe');
    frame.src = '/never';
    document.body.append(frame);
    const natives = frame.contentWindow as unknown as { Function: FunctionConstructor };
    Object.assign(globalThis, { kept: natives });
    // An untouched document does not know of the proxies of this one, and says what it sees.
    return natives.Function.prototype.toString.call(WebSocket.prototype.send).includes('send');
  });
  expect(reached).toBe(false);
  return page;
}
