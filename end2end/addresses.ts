/** Where a worker's own sandbox listens: the console, and on the two ports after it Cognito and the issuer. */
export interface Addresses {
  listen: string;
  console: string;
  cognito: string;
  issuer: string;
}

const firstPort = Number(process.env.PASSDESK_E2E_PORT || 4480);

/** `place` 1 is for a second sandbox of the same worker. */
export function addressesOf(worker: number, place = 0): Addresses {
  const port = firstPort + 10 * worker + 5 * place;
  const at = (step: number) => `http://127.0.0.1:${port + step}`;
  return { listen: `127.0.0.1:${port}`, console: at(0), cognito: at(1), issuer: at(2) };
}
