import type { Plugin } from 'esbuild';
import { readFile } from 'node:fs/promises';
import { parseAstAsync } from 'rolldown/parseAst';
import { pureInitialisers } from './initialisers.ts';
import { applied } from './syntax.ts';

/** A module of a package that the functions do without, and the code that takes its place. */
interface Replacement {
  /** The end of the path of the module, or the name by which it is imported. */
  readonly module: string;
  readonly code: string;
}

/** The modules of packages that a deployed function never uses, although a package imports them. */
const REPLACEMENTS: readonly Replacement[] = [
  // Lambda puts the credentials of the role into the environment of the function. The chain would
  // look there first, and in files, processes and other services afterwards. Its memory is left out
  // too: the environment is read anew for every request, so a change takes effect at once.
  {
    module: '@aws-sdk/credential-provider-node',
    code: `export { fromEnv as defaultProvider } from '@aws-sdk/credential-provider-env';`,
  },
  // A function has no ~/.aws folder. All its settings are in its environment.
  {
    module: '/node-config-provider/fromSharedConfigFiles.js',
    code: `
      import { CredentialsProviderError } from '../property-provider/CredentialsProviderError';
      export const fromSharedConfigFiles = () => async () => {
        throw new CredentialsProviderError('A function has no configuration files.');
      };`,
  },
  // AWS_REGION is always set, so the metadata of an instance is never asked for the region.
  {
    module: '/regionConfig/getInstanceMetadataRegion.js',
    code: 'export const getInstanceMetadataRegion = async () => undefined;',
  },
  // Only an event bus with a global endpoint needs signatures for several regions. Ours has none.
  {
    module: '@aws-sdk/signature-v4-multi-region',
    code: `
      import { SignatureV4 } from '@smithy/signature-v4';
      export class SignatureV4MultiRegion extends SignatureV4 {
        static sigv4aDependency() {
          return 'none';
        }
      }`,
  },
  // The rules of EventBridge would choose between both kinds of signatures by the address of a
  // global endpoint. With one address there is one kind, as for the other services.
  {
    module: '/client-eventbridge/dist-es/auth/httpAuthSchemeProvider.js',
    code: `
      import { resolveAwsSdkSigV4Config } from '@aws-sdk/core/httpAuthSchemes';
      import { getSmithyContext, normalizeProvider } from '@smithy/core/client';
      export const defaultEventBridgeHttpAuthSchemeParametersProvider = async (config, context) => {
        const region = await normalizeProvider(config.region)();
        if (!region) throw new Error('A signature needs a region.');
        return { operation: getSmithyContext(context).operation, region };
      };
      export const defaultEventBridgeHttpAuthSchemeProvider = ({ region }) => [
        {
          schemeId: 'aws.auth#sigv4',
          signingProperties: { name: 'events', region },
          propertiesExtractor: (config, context) => ({ signingProperties: { config, context } }),
        },
      ];
      export const resolveHttpAuthSchemeConfig = (config) =>
        Object.assign(resolveAwsSdkSigV4Config(config), {
          authSchemePreference: normalizeProvider(config.authSchemePreference ?? []),
        });`,
  },
  // Lambda's own store of a request has the trace that the SDK puts into its calls. The package
  // makes an empty store when Lambda has none; the SDK then takes the trace from the environment,
  // as it does without a store.
  {
    module: '@aws/lambda-invoke-store',
    code: `
      export const InvokeStore = {
        getInstanceAsync: async () => globalThis.awslambda?.InvokeStore,
      };`,
  },
  // The SDK has the functions for times twice, an old and a new set. One will do; Date's own text
  // of a time is that of HTTP. Only the old set has the one that throws, and no caller imports it.
  {
    module: '/serde/date-utils.js',
    code: `
      export {
        _parseEpochTimestamp as parseEpochTimestamp,
        _parseRfc3339DateTimeWithOffset as parseRfc3339DateTimeWithOffset,
        _parseRfc7231DateTime as parseRfc7231DateTime,
      } from './schema-serde-lib/schema-date-utils';
      export const dateToUtcString = (date) => date.toUTCString();
      export const parseRfc3339DateTime = () => {
        throw new Error('This bundle reads no times of that kind.');
      };`,
  },
  // DynamoDB's discovery of endpoints is off unless a setting turns it on, and none does.
  {
    module: '@aws-sdk/middleware-endpoint-discovery',
    code: `
      export const NODE_ENDPOINT_DISCOVERY_CONFIG_OPTIONS = {
        environmentVariableSelector: () => undefined,
        configFileSelector: () => undefined,
        default: undefined,
      };
      export const resolveEndpointDiscoveryConfig = (config) => config;`,
  },
  // No operation that we call has a stream of events.
  {
    module: '@smithy/core/event-streams',
    code: `throw new Error('This bundle has no event streams.');`,
  },
  // Node always has OpenSSL's SHA-256.
  { module: '/checksum/sha256/Sha256Js.js', code: 'export const Sha256Js = undefined;' },
  // No answer that we read is a stream of bytes.
  {
    module: '/util-stream/sdk-stream-mixin.js',
    code: `export const sdkStreamMixin = () => { throw new Error('This bundle reads no streams.'); };`,
  },
  // Our bodies are texts. A stream of a file as a body would make Node load its file streams.
  {
    module: '/util-body-length/calculateBodyLength.js',
    code: `
      export const calculateBodyLength = (body) =>
        typeof body === 'string' ? Buffer.byteLength(body) : (body?.byteLength ?? 0);`,
  },
  // Only the signatures of events in a stream use it.
  {
    module: '/signature-v4/dist-es/HeaderFormatter.js',
    code: 'export class HeaderFormatter {}',
  },
  // The retry mode is the standard one; our own rate limiter paces the calls of IVS.
  {
    module: '/util-retry/AdaptiveRetryStrategy.js',
    code: `export { StandardRetryStrategy as AdaptiveRetryStrategy } from './StandardRetryStrategy';`,
  },
  // TLS is the largest part of Node that a function loads. It is loaded as soon as the bundle is,
  // while Lambda fetches the first event, or for the first call if that comes earlier.
  {
    module: '/node-http-handler/dist-es/node-https.js',
    code: `
      const loaded = () => process.getBuiltinModule('node:https');
      setImmediate(loaded);
      export const node_https = {
        get Agent() {
          return loaded().Agent;
        },
        get request() {
          return loaded().request;
        },
      };`,
  },
  // It tells AWS, in the user agent, which features of the SDK a program uses.
  {
    module: '/middleware-user-agent/check-features.js',
    code: 'export const checkFeatures = async () => undefined;',
  },
  // The defaults of the SDK are the same in all functions. No setting asks for others.
  {
    module: '/defaults-mode/resolveDefaultsModeConfig.js',
    code: `export const resolveDefaultsModeConfig = () => async () => 'legacy';`,
  },
  // The runtime of the functions is fixed, and none of these functions calls S3.
  {
    module: '/client/emitWarningIfUnsupportedVersion.js',
    code: `
      export const emitWarningIfUnsupportedVersion = () => undefined;
      export const state = undefined;`,
  },
  {
    module: '/service-customizations/s3.js',
    code: `
      export const resolveParamsForS3 = async () => {
        throw new Error('This bundle does not call S3.');
      };
      export const DOT_PATTERN = undefined;
      export const S3_HOSTNAME_PATTERN = undefined;
      export const isArnBucketName = undefined;
      export const isDnsCompatibleBucketName = undefined;`,
  },
  // We pass no extensions to the clients.
  ...['dynamodb', 'eventbridge', 'ivs', 'secrets-manager'].map((service) => ({
    module: `/client-${service}/dist-es/runtimeExtensions.js`,
    code: 'export const resolveRuntimeExtensions = (config) => config;',
  })),
  // The rules of AWS about endpoints cover all partitions, and take 18 kB. IVS exists in one
  // partition, and each of its services has one address there unless a setting gives another.
  ...Object.entries({
    dynamodb: 'dynamodb',
    eventbridge: 'events',
    ivs: 'ivs',
    'secrets-manager': 'secretsmanager',
  }).map(([client, host]) => ({
    module: `/client-${client}/dist-es/endpoint/endpointResolver.js`,
    code: `
        export const defaultEndpointResolver = (given) => {
          if (given.UseFIPS || given.UseDualStack || given.EndpointId)
            throw new Error('This bundle knows no endpoints with FIPS or IPv6, and no global ones.');
          const url = new URL(given.Endpoint ?? \`https://${host}.\${given.Region}.amazonaws.com\`);
          return { url, properties: {}, headers: {} };
        };`,
  })),
  // Only those rules use these functions, and the list of partitions that they read.
  {
    module: '/util-endpoints/aws.js',
    code: 'export const awsEndpointFunctions = {};',
  },
  {
    module: '/util-endpoints/lib/aws/partitions.js',
    code: 'export const partitionsInfo = { partitions: [] };',
  },
];

/**
 * The errors of the services that have to be known: the first because our code catches its class,
 * the second because the SDK tries again for a mark on its class. Every other error has its name,
 * message and status on the class that all errors of its service share.
 */
const KNOWN_ERRORS = ['ConditionalCheckFailedException', 'ReplicatedWriteConflictException'];

const codeOf = (found: (replacement: Replacement) => boolean): string => {
  const replacement = REPLACEMENTS.find(found);
  if (!replacement) throw new Error('A module was matched that no replacement names.');
  return replacement.code;
};

const isPackageName = (module: string): boolean => !module.startsWith('/');
const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\/]/g, String.raw`\$&`);
const oneOf = (modules: readonly string[]): string => `(${modules.map(escaped).join('|')})`;

/** Leaves out the parts of packages, of the AWS SDK above all, that no function uses. */
export const packages: Plugin = {
  name: 'packages',
  setup(build) {
    const names = REPLACEMENTS.map(({ module }) => module).filter(isPackageName);
    const paths = REPLACEMENTS.map(({ module }) => module).filter((one) => !isPackageName(one));
    build.onResolve({ filter: new RegExp(`^${oneOf(names)}$`) }, ({ path, resolveDir }) => ({
      path,
      namespace: 'replaced',
      pluginData: resolveDir,
      sideEffects: false,
    }));
    build.onLoad({ filter: /.*/, namespace: 'replaced' }, ({ path, pluginData }) => ({
      contents: codeOf(({ module }) => module === path),
      resolveDir: String(pluginData),
    }));
    build.onLoad({ filter: new RegExp(`${oneOf(paths)}$`) }, ({ path }) => ({
      contents: codeOf(({ module }) => path.endsWith(module)),
    }));
    build.onLoad(
      { filter: /client-[\w-]+[\\/]dist-es[\\/]schemas[\\/]schemas_0\.js$/ },
      async ({ path }) => {
        const contents = (await readFile(path, 'utf8')).replaceAll(
          /^n0_registry\.registerError\(\w+\$, (\w+)\);$/gm,
          (statement, name: string) => (KNOWN_ERRORS.includes(name) ? statement : ''),
        );
        // The schemas have computed keys, which esbuild takes for effects: every bundle would have
        // the schemas of all operations.
        const program = await parseAstAsync(contents, { lang: 'js' });
        return { contents: applied(contents, pureInitialisers(program, contents)) };
      },
    );
    // Only answers that are streams need these modules of Node. The global class is the same.
    build.onLoad({ filter: /@middy[\\/]core[\\/]index\.js$/ }, async ({ path }) => ({
      contents: (await readFile(path, 'utf8')).replaceAll(
        /^import \{ \w+ \} from "node:(stream\/web|timers)";$/gm,
        '',
      ),
    }));
    // The API uses the codes of two letters only, so those of three are left out.
    build.onLoad({ filter: /countries\.2to3\.min\.json$/ }, async ({ path }) => {
      const codes = Object.keys(JSON.parse(await readFile(path, 'utf8')) as object);
      return {
        contents: `
          const codes = () => Object.fromEntries(
            ${JSON.stringify(codes.join(''))}.match(/../g).map((code) => [code, '']),
          );
          const get = () => {
            throw new Error('This bundle has no country codes of three letters.');
          };
          export default /* @__PURE__ */ (() => new Proxy(codes(), { get }))();`,
        loader: 'js',
      };
    });
    // A client reads one member of its package.json, its version.
    build.onLoad({ filter: /@aws-sdk[\\/]client-[\w-]+[\\/]package\.json$/ }, async ({ path }) => {
      const { version } = JSON.parse(await readFile(path, 'utf8')) as { version: string };
      return { contents: JSON.stringify({ version }), loader: 'json' };
    });
  },
};
