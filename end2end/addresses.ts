// The sandbox that the browser tests start; its Cognito and its issuer listen on the two ports after the console's.
const port = Number(process.env.PASSDESK_E2E_PORT || 4480);

export const listen = `127.0.0.1:${port}`;
export const console = `http://127.0.0.1:${port}`;
export const cognito = `http://127.0.0.1:${port + 1}`;
export const issuer = `http://127.0.0.1:${port + 2}`;
