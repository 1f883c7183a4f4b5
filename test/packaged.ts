import { RegoEngine, TemplateFile } from '@aws/cloudformation-validate';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { projectFolder } from '../local/build.ts';
import { packagedTemplate, type CloudFormation, type Resource } from '../local/packaging.ts';
import { resolver, type Resolve } from '../local/resolve.ts';

/** The parameters without which a stage other than `local` is not packaged. */
export const REQUIRED = {
  issuer: 'https://login.example',
  audience: 'channelkeeper',
  jwksUri: 'https://login.example/keys',
} as const;

/** A value for each parameter that only the deployed resources see. */
export const EVERY_PARAMETER = {
  ...REQUIRED,
  alarmTopicArn: 'arn:aws:sns:us-west-2:123456789012:on-call',
  runbooksUrl: 'https://wiki.example/live',
  logRetentionDays: '7',
  requestsPerSecond: '40',
  requestsBurst: '80',
  permissionsBoundaryArn: 'arn:aws:iam::123456789012:policy/boundary',
  traces: 'true',
  tracesEndpoint: 'http://collector.example:4318/v1/traces',
  tracesLayerArn: 'arn:aws:lambda:us-west-2:123456789012:layer:collector:1',
} as const;

/** Returns the template of a deployment with these parameters to this stage. */
export const packaged = (
  parameters: Readonly<Record<string, string>> = {},
  stage = 'local',
): Promise<CloudFormation> => packagedTemplate(projectFolder, () => undefined, parameters, stage);

/** Returns the resources of a type, with their ids. */
export const ofType = (
  { Resources }: CloudFormation,
  type: string,
): [id: string, resource: Resource][] =>
  Object.entries(Resources).filter(([, { Type }]) => Type === type);

/**
 * Returns the properties of the only resource of a type.
 * @throws Error when there is none, or more than one
 */
export function onlyOf(template: CloudFormation, type: string): Record<string, unknown> {
  const [found, ...others] = ofType(template, type);
  if (!found || others.length > 0) throw new Error(`There is not one ${type}.`);
  return found[1].Properties;
}

/** Returns the function that replaces the intrinsic functions of a template by plain values. */
export const resolverOf = (template: CloudFormation): Resolve =>
  resolver(template, { accountId: '123456789012', region: 'us-west-2' });

/** Lets a validator of CloudFormation look at a template, which has been packaged. */
export async function expectNoObjections(template: CloudFormation): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'template-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const path = join(folder, 'template.json');
  await writeFile(path, JSON.stringify(template));
  // W3005 (a dependency said twice) and W9002 (an ARN joined from parts) are about the output of
  // serverless itself. W8003 and W9053: serverless has put the parameters into the conditions.
  // W9003: a parameter is a text, and CloudFormation takes it for a number.
  const excused = new Set(['W3005', 'W9002', 'W8003', 'W9053', 'W9003']);
  const engine = new RegoEngine();
  try {
    for (const file of [path, join(projectFolder, 'docs/webhooks.yml')]) {
      const { diagnostics } = engine.validateStandard(new TemplateFile(file));
      expect(diagnostics.length).toBeGreaterThan(0);
      const objections = diagnostics.filter(
        ({ severity, ruleId }) => severity !== 'INFO' && !excused.has(ruleId),
      );
      expect(
        objections.map(({ severity, ruleId, message }) => `${severity} ${ruleId} ${message}`),
      ).toEqual([]);
    }
  } finally {
    engine.free();
  }
}
