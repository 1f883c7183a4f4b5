import { expect, test } from 'vitest';
import { resolver } from '../../../local/resolve.ts';

const resolve = resolver(
  {
    Conditions: {
      Given: { 'Fn::Not': [{ 'Fn::Equals': ['a,b', ''] }] },
      Missing: { 'Fn::Not': [{ 'Fn::Equals': ['', ''] }] },
      Odd: { 'Fn::Or': [] },
    },
    Resources: {
      Table: { Type: 'AWS::DynamoDB::Table', Properties: { TableName: 'jobs' } },
      Bus: {
        Type: 'AWS::Events::EventBus',
        Properties: { Name: { 'Fn::Sub': 'bus-${AWS::Region}' } },
      },
      Queue: { Type: 'AWS::SQS::Queue', Properties: {} },
      Fn: { Type: 'AWS::Lambda::Function', Properties: { FunctionName: 'fn' } },
      Odd: { Type: 'AWS::Other::Thing', Properties: {} },
    },
  },
  { accountId: '111122223333', region: 'eu-west-1' },
);

test.each([
  [{ Ref: 'Table' }, 'jobs'],
  [{ Ref: 'Bus' }, 'bus-eu-west-1'],
  [{ Ref: 'Queue' }, 'Queue'],
  [{ Ref: 'Odd' }, 'Odd'],
  [{ Ref: 'AWS::AccountId' }, '111122223333'],
  [{ 'Fn::GetAtt': ['Table', 'Arn'] }, 'arn:aws:dynamodb:eu-west-1:111122223333:table/jobs'],
  [{ 'Fn::GetAtt': 'Fn.Arn' }, 'arn:aws:lambda:eu-west-1:111122223333:function:fn'],
  [{ 'Fn::GetAtt': ['Queue', 'QueueName'] }, 'Queue'],
  [
    { 'Fn::Sub': 'a-${Table}-${Bus.Arn}-${!Literal}' },
    'a-jobs-arn:aws:events:eu-west-1:111122223333:event-bus/bus-eu-west-1-${!Literal}',
  ],
  [{ 'Fn::Sub': ['${X}!', { X: { Ref: 'Table' } }] }, 'jobs!'],
  [{ 'Fn::Join': ['/', ['a', { Ref: 'Table' }]] }, 'a/jobs'],
  [{ 'Fn::If': ['Given', { 'Fn::Split': [',', 'a,b'] }, { Ref: 'AWS::NoValue' }] }, ['a', 'b']],
  [{ 'Fn::If': ['Missing', 'yes', { Ref: 'AWS::NoValue' }] }, undefined],
  [{ deep: [{ Ref: 'Table' }, 1, null, true] }, { deep: ['jobs', 1, null, true] }],
])('resolves %j', (value, expected) => {
  expect(resolve(value)).toEqual(expected);
});

test.each([
  [{ Ref: 'Nothing' }],
  [{ 'Fn::GetAtt': ['Odd', 'Arn'] }],
  [{ 'Fn::GetAtt': ['Table', 'StreamArn'] }],
  [{ 'Fn::Select': [0, ['a']] }],
  [{ 'Fn::If': ['Odd', 1, 2] }],
])('refuses %j', (value) => {
  expect(() => resolve(value)).toThrow('The template');
});
