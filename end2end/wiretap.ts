import { createServer, type IncomingMessage, request as ask } from 'node:http';
import { type AddressInfo } from 'node:net';

/** One request of a browser and its answer, byte by byte. */
export interface Exchange {
  method: string;
  url: URL;
  /** Lines of the request: its address and its headers. */
  asked: string;
  sent: Buffer;
  status: number;
  /** Lines of the answer's headers. */
  headers: string;
  received: Buffer;
}

/** A proxy that keeps everything that passes: what a browser really sends is not what a page says of it. */
export interface Wiretap {
  proxy: { server: string; bypass: string };
  exchanges: Exchange[];
  stop(): void;
}

export async function startWiretap(): Promise<Wiretap> {
  const exchanges: Exchange[] = [];
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '');
    // Chromium asks for its own updates; nothing leaves this machine.
    if (url.hostname !== '127.0.0.1') return void response.writeHead(502).end();
    const headers = pairs(request).filter(([name]) => !/^(accept-encoding|connection|proxy-connection|keep-alive)$/i.test(name));
    const asked = `${request.method} ${url.href}\n${lines(headers)}`;
    void whole(request).then((sent) => {
      const onward = ask(url, { method: request.method, headers: headers.flat(), setHost: false }, (answer) => {
        void whole(answer).then((received) => {
          const said = pairs(answer).filter(([name]) => !/^(transfer-encoding|connection|keep-alive|content-length)$/i.test(name));
          const status = answer.statusCode ?? 0;
          exchanges.push({ method: request.method ?? '', url, asked, sent, status, headers: lines(said), received });
          response.writeHead(status, [...said, ['content-length', String(received.length)]].flat()).end(received);
        });
      });
      onward.on('error', () => response.destroy());
      onward.end(sent);
    });
  });
  server.on('connect', (_request, socket) => socket.destroy());
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  return {
    proxy: { server: `http://127.0.0.1:${port}`, bypass: '<-loopback>' },
    exchanges,
    stop() {
      server.closeAllConnections();
      server.close();
    },
  };
}

function pairs({ rawHeaders }: IncomingMessage): [string, string][] {
  return rawHeaders.flatMap((name, place) => (place % 2 === 0 ? [[name, rawHeaders[place + 1] ?? ''] as [string, string]] : []));
}

const lines = (headers: [string, string][]) => headers.map(([name, value]) => `${name}: ${value}`).join('\n');

async function whole(stream: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
