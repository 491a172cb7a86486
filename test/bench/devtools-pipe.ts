import type { ChildProcess } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';

interface Waiting {
  method: string;
  resolve(result: unknown): void;
  reject(error: Error): void;
}

interface Message {
  id?: number;
  result?: unknown;
  error?: { message: string };
}

/**
 * The DevTools protocol over `--remote-debugging-pipe`: commands go in on file descriptor 3, replies come out on 4,
 * each a JSON text ended by NUL. See content/browser/devtools/devtools_pipe_handler.cc in Chromium.
 */
export class DevToolsPipe {
  private readonly waiting = new Map<number, Waiting>();
  private readonly input: Writable;
  private buffered = '';
  private lastId = 0;
  private ended: Error | null = null;

  constructor(process: ChildProcess) {
    this.input = process.stdio[3] as Writable;
    // A browser that has gone away is told by its exit, with a better message than a broken pipe has.
    this.input.on('error', () => {});
    const output = process.stdio[4] as Readable;
    output.setEncoding('utf8').on('data', (text: string) => this.receive(text));
    process.on('error', (error) => this.end(error));
    process.on('exit', (code, signal) => this.end(new Error(`the browser ended (${signal ?? code})`)));
  }

  send<Result = unknown>(method: string, params: object = {}, sessionId?: string): Promise<Result> {
    return new Promise<Result>((resolve, reject) => {
      if (this.ended) return reject(this.ended);
      const id = ++this.lastId;
      this.waiting.set(id, { method, resolve: (result) => resolve(result as Result), reject });
      this.input.write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
    });
  }

  private receive(text: string): void {
    const messages = (this.buffered + text).split('\0');
    this.buffered = messages.pop() ?? '';
    for (const message of messages) this.handle(JSON.parse(message) as Message);
  }

  private handle({ id, result, error }: Message): void {
    if (id === undefined) return; // An event: no domain is enabled whose events are needed here.
    const waiting = this.waiting.get(id);
    this.waiting.delete(id);
    if (error) waiting?.reject(new Error(`${waiting.method}: ${error.message}`));
    else waiting?.resolve(result);
  }

  private end(error: Error): void {
    this.ended = error;
    for (const waiting of this.waiting.values()) waiting.reject(error);
    this.waiting.clear();
  }
}
