/**
 * The environment of everything under local/. Only this file on the local side reads `process.env`.
 */

/** The port of each part of the stack; `portVariables` names the variable that changes it. */
export interface Ports {
  http: number;
  ivs: number;
  rtmp: number;
  events: number;
  dynamodb: number;
  secrets: number;
}

export const portVariables: Readonly<Record<keyof Ports, string>> = {
  http: 'PORT',
  ivs: 'IVS_PORT',
  rtmp: 'RTMP_PORT',
  events: 'EVENTS_PORT',
  dynamodb: 'DYNAMODB_PORT',
  secrets: 'SECRETS_PORT',
};

export const defaultPorts: Readonly<Ports> = {
  http: 3000,
  ivs: 4100,
  rtmp: 1935,
  events: 4200,
  dynamodb: 8000,
  secrets: 4300,
};

/** Describes the process that listens on each port. */
export const portTold: Readonly<Record<keyof Ports, string>> = {
  http: 'port of the HTTP API, and of the issuer of local tokens',
  ivs: 'port of ivs-local',
  rtmp: 'port of the RTMP ingest of ivs-local',
  events: 'port of the event bus',
  dynamodb: 'port of DynamoDB',
  secrets: 'port of the secrets, as AWS Secrets Manager has them',
};

/**
 * Thrown when a variable has an unusable value. The message names the variable and fits on one
 * line.
 */
export class EnvironmentError extends Error {}

/**
 * Returns the ports.
 * @throws EnvironmentError when a variable is not a port number, or two parts have the same port
 */
export function portsFromEnvironment(environment: NodeJS.ProcessEnv = process.env): Ports {
  const ports = { ...defaultPorts };
  const taken = new Map<number, string>();
  for (const part of Object.keys(portVariables) as (keyof Ports)[]) {
    const variable = portVariables[part];
    const text = environment[variable];
    const port = text === undefined || text === '' ? defaultPorts[part] : Number(text);
    if (!Number.isInteger(port) || port < 1 || port > 65_535)
      throw new EnvironmentError(`${variable}=${text} is not a port (1 to 65535)`);
    const other = taken.get(port);
    if (other !== undefined)
      throw new EnvironmentError(`Port ${port} is set twice, by ${other} and by ${variable}`);
    taken.set(port, variable);
    ports[part] = port;
  }
  return ports;
}

/** Returns whether the environment sets the port of the HTTP API. */
export function isPortGiven(environment: NodeJS.ProcessEnv = process.env): boolean {
  return Boolean(environment[portVariables.http]);
}

/** Returns the region of the stack: AWS_REGION, or us-west-2. */
export function regionFromEnvironment(environment: NodeJS.ProcessEnv = process.env): string {
  return environment['AWS_REGION'] || 'us-west-2';
}

/**
 * Returns the origins whose pages may call the HTTP API, separated by commas: CORS_ORIGINS;
 * undefined if it is not set.
 */
export function corsOriginsFromEnvironment(
  environment: NodeJS.ProcessEnv = process.env,
): string | undefined {
  return environment['CORS_ORIGINS'] || undefined;
}

/** Returns the address of a collector of OpenTelemetry: TRACES_ENDPOINT; undefined: none. */
export function tracesEndpointFromEnvironment(
  environment: NodeJS.ProcessEnv = process.env,
): string | undefined {
  return environment['TRACES_ENDPOINT'] || undefined;
}

/** Returns the variables for a child process: those of this process, overridden by `extra`. */
export function childEnvironment(extra: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  return { ...process.env, ...extra };
}
