import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { account, region } from './resolve-template.ts'
import { at, defaultStack, fullStack, functionArn, ofType, type Stack } from './stacks.ts'
import { textOf } from './template.ts'

const routes = (resources: Stack) => ofType(resources, 'AWS::ApiGatewayV2::Route')

suite('the HTTP API', () => {
  test('has routes that a policy can tell apart', () =>
    assert.deepEqual(
      routes(defaultStack).map(([, route]) => at(route, 'RouteKey')),
      ['POST /v1/reports', 'GET /{proxy+}', '$default'],
    ))
  for (const [id, route] of routes(defaultStack))
    test(`${id} asks for IAM authorisation`, () => {
      assert.equal(at(route, 'AuthorizationType'), 'AWS_IAM')
      assert.equal(at(route, 'AuthorizerId'), undefined)
    })
  for (const [id, route] of routes(fullStack))
    test(`${id} asks for a token where an issuer is given`, () => {
      assert.equal(at(route, 'AuthorizationType'), 'JWT')
      assert.equal(at(route, 'AuthorizerId'), 'HttpAuthorizer')
    })
  test('takes tokens of the issuer for the audiences only', () => {
    assert.equal(defaultStack.HttpAuthorizer, undefined)
    assert.deepEqual(at(fullStack.HttpAuthorizer, 'JwtConfiguration'), {
      Issuer: 'https://issuer.example',
      Audience: ['one', 'two'],
    })
  })
  test('waits for the function', () =>
    assert.ok(
      Number(at(defaultStack.HttpLambdaFunction, 'Timeout')) * 1000 <
        Number(at(defaultStack.HttpIntegration, 'TimeoutInMillis')),
    ))
  test('may call no other function, and no other API may call this one', () =>
    assert.deepEqual(
      ofType(defaultStack, 'AWS::Lambda::Permission').map(([, { Properties }]) => Properties),
      [
        {
          Action: 'lambda:InvokeFunction',
          FunctionName: functionArn('http'),
          Principal: 'apigateway.amazonaws.com',
          SourceArn: `arn:aws:execute-api:${region}:${account}:HttpApi/*`,
        },
      ],
    ))
  test('logs neither callers nor credentials, for a bounded time', () => {
    assert.doesNotMatch(
      textOf(at(defaultStack.HttpStage, 'AccessLogSettings/Format')),
      /identity|sourceIp|header|claims|Id"?:"\$context\.account|path/,
    )
    assert.equal(textOf(at(defaultStack.HttpAccessLog, 'RetentionInDays')), '30')
  })
})
