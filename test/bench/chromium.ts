import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { findChromium } from '../support/browsers.mjs';
import { DevToolsPipe } from './devtools-pipe.ts';
import { treePids } from './process-tree.ts';

/**
 * Chromium for measuring: driven over its DevTools pipe with no domain enabled that a measurement does not need.
 * Playwright enables Network, Runtime and auto-attach; that is work for each request, in the browser that is measured,
 * and an attached worker is never put to sleep.
 */
const flags = [
  '--headless=new',
  '--no-sandbox', // Root may not use it, and the cost must be the same on every machine. Only loopback is loaded.
  '--disable-gpu',
  '--no-first-run',
  '--no-default-browser-check',
  '--disable-component-update',
  '--disable-background-networking',
  '--disable-sync',
  '--disable-default-apps',
  // Crash handlers leave the process tree, and with it the count.
  '--disable-breakpad',
  '--disable-crash-reporter',
  '--password-store=basic',
  '--use-mock-keychain',
  // Several browsers stand side by side and take turns: none may be treated as hidden.
  '--disable-background-timer-throttling',
  '--disable-backgrounding-occluded-windows',
  '--disable-renderer-backgrounding',
  '--disable-features=BackForwardCache,Translate,OptimizationHints,MediaRouter',
  '--ignore-certificate-errors',
  '--window-size=1200,900',
  '--remote-debugging-pipe',
  '--enable-unsafe-extension-debugging',
];

export interface Target {
  targetId: string;
  type: string;
  url: string;
}

/** A page or worker that the driver is attached to. */
export class Session {
  constructor(
    readonly pipe: DevToolsPipe,
    readonly targetId: string,
    readonly id: string,
  ) {}

  send<Result = unknown>(method: string, params: object = {}): Promise<Result> {
    return this.pipe.send<Result>(method, params, this.id);
  }

  /** Evaluates an expression, waits for its promise, and returns its JSON value; throws what the page throws. */
  async evaluate<Value = unknown>(expression: string): Promise<Value> {
    const reply = await this.send<Evaluated<Value>>('Runtime.evaluate', {
      expression,
      awaitPromise: true,
      returnByValue: true,
    });
    if (!reply.exceptionDetails) return reply.result.value;
    throw new Error(reply.exceptionDetails.exception?.description ?? reply.exceptionDetails.text);
  }

  async navigate(url: string): Promise<void> {
    const { errorText } = await this.send<{ errorText?: string }>('Page.navigate', { url });
    if (errorText) throw new Error(`${url}: ${errorText}`);
  }

  /** Navigates and waits until the page's own `benchDone` is settled. */
  async load(url: string): Promise<{ failures: string[] }> {
    await this.navigate(url);
    return this.evaluate(`(async () => {
      while (!globalThis.benchDone) await new Promise((done) => setTimeout(done, 5));
      return benchDone;
    })()`);
  }

  close(): Promise<unknown> {
    return this.pipe.send('Target.closeTarget', { targetId: this.targetId });
  }

  detach(): Promise<unknown> {
    return this.pipe.send('Target.detachFromTarget', { sessionId: this.id });
  }
}

interface Evaluated<Value> {
  result: { value: Value };
  exceptionDetails?: { text: string; exception?: { description?: string } };
}

export class Chromium {
  private constructor(
    private readonly process: ChildProcess,
    private readonly profile: string,
    readonly pid: number,
    readonly pipe: DevToolsPipe,
  ) {}

  /**
   * @param hosts what each host name is mapped to; all others do not exist
   * @param more command line switches
   */
  static async launch(hosts: Record<string, string>, more: readonly string[] = []): Promise<Chromium> {
    const executable = findChromium();
    if (!executable) throw new Error('no Chromium found: install it, or set EARSHOT_CHROMIUM');
    const profile = await mkdtemp(join(tmpdir(), 'earshot-bench-profile-'));
    const rules = [...Object.entries(hosts).map(([name, to]) => `MAP ${name} ${to}`), 'MAP * ~NOTFOUND'];
    const process_ = spawn(
      executable,
      [...flags, ...more, `--host-resolver-rules=${rules.join(',')}`, `--user-data-dir=${profile}`, 'about:blank'],
      { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'], env: { ...process.env, HOME: profile } },
    );
    const pipe = new DevToolsPipe(process_);
    if (process_.pid === undefined) throw new Error(`${executable} does not start`);
    await pipe.send('Browser.getVersion');
    return new Chromium(process_, profile, process_.pid, pipe);
  }

  async version(): Promise<string> {
    return (await this.pipe.send<{ product: string }>('Browser.getVersion')).product;
  }

  /** Installs an unpacked extension with all its permissions granted, and returns its id. */
  async loadExtension(path: string): Promise<string> {
    return (await this.pipe.send<{ id: string }>('Extensions.loadUnpacked', { path })).id;
  }

  async targets(): Promise<Target[]> {
    return (await this.pipe.send<{ targetInfos: Target[] }>('Target.getTargets', { filter: [{}] })).targetInfos;
  }

  async attach(targetId: string): Promise<Session> {
    const { sessionId } = await this.pipe.send<{ sessionId: string }>('Target.attachToTarget', {
      targetId,
      flatten: true,
    });
    return new Session(this.pipe, targetId, sessionId);
  }

  async openTab(url = 'about:blank'): Promise<Session> {
    const { targetId } = await this.pipe.send<{ targetId: string }>('Target.createTarget', { url });
    return this.attach(targetId);
  }

  /** Closes the tabs that extensions opened by themselves (welcome pages): no part of everyday use. */
  async closeExtensionTabs(): Promise<number> {
    const own = (await this.targets()).filter((t) => t.type === 'page' && t.url.startsWith('chrome-extension:'));
    for (const { targetId } of own) await this.pipe.send('Target.closeTarget', { targetId });
    return own.length;
  }

  /** Ends every service worker, as the browser does after 30 s without an event. */
  async stopWorkers(): Promise<void> {
    const workers = (await this.targets()).filter((target) => target.type === 'service_worker');
    for (const { targetId } of workers) await this.pipe.send('Target.closeTarget', { targetId });
  }

  async close(): Promise<void> {
    const pids = treePids(this.pid);
    const ended = new Promise((done) => this.process.once('exit', done));
    await Promise.race([this.pipe.send('Browser.close').catch(() => {}), sleep(3000)]);
    if (this.process.exitCode === null) await Promise.race([ended, sleep(3000)]);
    if (this.process.exitCode === null) for (const pid of pids) killIfThere(pid);
    await rm(this.profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}

function killIfThere(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It ended by itself in the meantime.
  }
}
