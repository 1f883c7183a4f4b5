import type { CloudFormation } from './packaging.ts';

/**
 * Replaces Ref, Fn::GetAtt, Fn::Sub, Fn::Join, Fn::Split and Fn::If in a value of a template by
 * plain values.
 */
export type Resolve = (value: unknown) => unknown;

/**
 * By resource type: the property that Ref returns, and the part of the ARN after
 * `arn:<partition>:`, in which `{}` stands for that property.
 */
const types: Readonly<Record<string, { name: string; arn: string }>> = {
  'AWS::Lambda::Function': { name: 'FunctionName', arn: 'lambda:REGION:ACCOUNT:function:{}' },
  'AWS::DynamoDB::Table': { name: 'TableName', arn: 'dynamodb:REGION:ACCOUNT:table/{}' },
  'AWS::Events::EventBus': { name: 'Name', arn: 'events:REGION:ACCOUNT:event-bus/{}' },
  'AWS::SQS::Queue': { name: 'QueueName', arn: 'sqs:REGION:ACCOUNT:{}' },
  'AWS::Logs::LogGroup': { name: 'LogGroupName', arn: 'logs:REGION:ACCOUNT:log-group:{}:*' },
  'AWS::IAM::Role': { name: 'RoleName', arn: 'iam::ACCOUNT:role/{}' },
};

/**
 * @returns the resolver of one template in one account and region. The resolver throws for a
 * reference to a resource that does not exist, and for an unknown type of resource or attribute.
 */
export function resolver(
  template: CloudFormation,
  place: { accountId: string; region: string },
): Resolve {
  const pseudo: Readonly<Record<string, string | undefined>> = {
    'AWS::AccountId': place.accountId,
    'AWS::Region': place.region,
    'AWS::Partition': 'aws',
    'AWS::URLSuffix': 'amazonaws.com',
    'AWS::StackName': 'channelkeeper-local',
    'AWS::NoValue': undefined,
  };

  function ref(id: string): unknown {
    const resource = template.Resources[id];
    if (!resource) {
      if (!Object.hasOwn(pseudo, id))
        throw new Error(`The template refers to ${id}, which it does not contain`);
      return pseudo[id];
    }
    const name = types[resource.Type]?.name;
    return (name !== undefined && resolve(resource.Properties?.[name])) || id;
  }

  function attribute(id: string, wanted: string): string {
    const form = types[template.Resources[id]?.Type ?? ''];
    if (form && wanted === form.name) return String(ref(id));
    if (!form || wanted !== 'Arn')
      throw new Error(`The template asks for ${id}.${wanted}, which the local stack does not know`);
    return `arn:aws:${form.arn
      .replace('REGION', place.region)
      .replace('ACCOUNT', place.accountId)
      .replace('{}', String(ref(id)))}`;
  }

  function substitute(text: string, variables: Record<string, unknown>): string {
    return text.replaceAll(/\$\{([^!}][^}]*)\}/g, (_whole, name: string) => {
      if (name in variables) return String(resolve(variables[name]));
      const [id = '', wanted] = name.split('.');
      return wanted === undefined ? String(ref(id)) : attribute(id, wanted);
    });
  }

  function holds(condition: unknown): boolean {
    const [[key, inner] = ['', undefined]] = Object.entries(condition as object);
    const parts = inner as [unknown, unknown];
    if (key === 'Fn::Not') return !holds(parts[0]);
    if (key === 'Fn::Equals') return resolve(parts[0]) === resolve(parts[1]);
    throw new Error(
      `The template has a condition of ${key}, which the local stack does not support`,
    );
  }

  function resolve(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(resolve);
    if (typeof value !== 'object' || value === null) return value;
    const [[key, inner] = ['', undefined], ...others] = Object.entries(value);
    if (others.length === 0) {
      if (key === 'Ref') return ref(String(inner));
      if (key === 'Fn::GetAtt') {
        const [id = '', wanted = ''] =
          typeof inner === 'string' ? inner.split('.') : (inner as string[]);
        return attribute(id, wanted);
      }
      if (key === 'Fn::Join') {
        const [separator, parts] = inner as [string, unknown[]];
        return parts.map((part) => String(resolve(part))).join(separator);
      }
      if (key === 'Fn::Split') {
        const [separator, text] = inner as [string, unknown];
        return String(resolve(text)).split(separator);
      }
      if (key === 'Fn::If') {
        const [name, yes, no] = inner as [string, unknown, unknown];
        return resolve(holds(template.Conditions?.[name]) ? yes : no);
      }
      if (key === 'Fn::Sub')
        return typeof inner === 'string'
          ? substitute(inner, {})
          : substitute(...(inner as [string, Record<string, unknown>]));
      if (key.startsWith('Fn::'))
        throw new Error(`The template uses ${key}, which the local stack does not support`);
    }
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, resolve(one)]));
  }

  return resolve;
}
