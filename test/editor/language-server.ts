import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { type AddressInfo, createServer } from 'node:net';

/** A position in a text; line and character count from 0, as the protocol counts. */
export interface Position {
  readonly line: number;
  readonly character: number;
}

export interface Diagnostic {
  readonly range: { readonly start: Position; readonly end: Position };
  readonly message: string;
}

/** One document in an editor, with the language server behind it. */
export interface OpenDocument {
  complete(at: Position): Promise<readonly { readonly label: string; readonly documentation?: string }[]>;
  hover(at: Position): Promise<string>;
  /** What the server underlines in it. */
  diagnostics(): Promise<readonly Diagnostic[]>;
}

/** The YAML language server that editors run, over its standard streams (Language Server Protocol 3.17). */
export interface LanguageServer extends AsyncDisposable {
  open(uri: string, text: string): OpenDocument;
  /** How often it went to the network: its proxy is a port here that lets nothing through. */
  connections(): number;
}

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: unknown;
  readonly error?: { readonly message: string };
}

/** Starts the server as an editor does: it asks for its settings, and is told to leave the schema store alone. */
export async function startLanguageServer(): Promise<LanguageServer> {
  const main = createRequire(import.meta.url).resolve('yaml-language-server/bin/yaml-language-server');
  const child = spawn(process.execPath, [main, '--stdio'], { stdio: ['pipe', 'pipe', 'inherit'] });
  const answers = new Map<number, (message: Message) => void>();
  const published = new Map<string, (found: readonly Diagnostic[]) => void>();
  let connections = 0;
  const proxy = createServer((socket) => {
    connections++;
    socket.on('error', () => undefined);
    socket.end('HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n');
  }).listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  const { port } = proxy.address() as AddressInfo;
  const settings = new Map<string, object>([
    ['yaml', SETTINGS],
    ['http', { proxy: `http://127.0.0.1:${port}`, proxyStrictSSL: false }],
  ]);
  let ids = 0;

  const send = (message: object): void => {
    const body = Buffer.from(JSON.stringify({ jsonrpc: '2.0', ...message }));
    child.stdin.write(`Content-Length: ${body.length}\r\n\r\n`);
    child.stdin.write(body);
  };
  const request = async (method: string, params: object): Promise<unknown> => {
    const id = ++ids;
    const answer = new Promise<Message>((resolve) => answers.set(id, resolve));
    send({ id, method, params });
    const { result, error } = await answer;
    if (error !== undefined) throw new Error(`${method}: ${error.message}`);
    return result;
  };

  readMessages(child, (message) => {
    const { id, method, params } = message;
    if (method === undefined) answers.get(id ?? 0)?.(message);
    else if (method === 'textDocument/publishDiagnostics') {
      const { uri, diagnostics } = params as { uri: string; diagnostics: readonly Diagnostic[] };
      published.get(uri)?.(diagnostics);
    } else if (method === 'workspace/configuration') {
      const { items } = params as { items: readonly { section: string }[] };
      send({ id, result: items.map(({ section }) => settings.get(section) ?? {}) });
    } else if (id !== undefined) send({ id, result: null });
  });

  await request('initialize', { processId: process.pid, rootUri: null, capabilities: CAPABILITIES });
  send({ method: 'initialized', params: {} });
  send({ method: 'workspace/didChangeConfiguration', params: { settings: Object.fromEntries(settings) } });

  return {
    connections: () => connections,
    open(uri, text) {
      const textDocument = { uri };
      const diagnostics = new Promise<readonly Diagnostic[]>((resolve) => published.set(uri, resolve));
      send({
        method: 'textDocument/didOpen',
        params: { textDocument: { uri, languageId: 'yaml', version: 1, text } },
      });
      return {
        async complete(position) {
          const found = await request('textDocument/completion', { textDocument, position });
          return (found as { items: readonly { label: string; documentation?: string }[] }).items;
        },
        async hover(position) {
          const found = await request('textDocument/hover', { textDocument, position });
          return (found as { contents: { value: string } } | null)?.contents.value ?? '';
        },
        diagnostics: () => diagnostics,
      };
    },
    async [Symbol.asyncDispose]() {
      await request('shutdown', {});
      const gone = new Promise((resolve) => child.once('exit', resolve));
      send({ method: 'exit' });
      await gone;
      proxy.close();
    },
  };
}

const SETTINGS = {
  schemaStore: { enable: false, url: '' },
  kubernetesCRDStore: { enable: false },
  validate: true,
  hover: true,
  completion: true,
};

const CAPABILITIES = {
  workspace: { configuration: true },
  textDocument: {
    completion: { completionItem: { snippetSupport: true } },
    hover: { contentFormat: ['markdown'] },
    publishDiagnostics: {},
  },
};

/** Cuts the stream into messages: headers, an empty line, then as many bytes as `Content-Length` says. */
function readMessages(child: ChildProcess, take: (message: Message) => void): void {
  let rest: Buffer = Buffer.alloc(0);
  child.stdout?.on('data', (chunk: Buffer) => {
    rest = Buffer.concat([rest, chunk]);
    for (;;) {
      const end = rest.indexOf('\r\n\r\n');
      if (end < 0) return;
      const size = Number(/Content-Length: (\d+)/i.exec(rest.toString('latin1', 0, end))?.[1]);
      const from = end + 4;
      if (rest.length < from + size) return;
      take(JSON.parse(rest.toString('utf8', from, from + size)) as Message);
      rest = rest.subarray(from + size);
    }
  });
}
