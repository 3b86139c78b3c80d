import { type ProblemName, problemCatalogue, problemType } from '../../functions/http/problem.ts'
import { openApiRoute, routes } from '../../functions/http/routes.ts'
import { code, page, table } from './markdown.ts'

const block = (language: string, text: string): string => `\`\`\`${language}\n${text}\n\`\`\``

const all = [...routes, openApiRoute(routes)]

const requests = table(
  ['request', 'with', 'does'],
  all.map(({ method, path, operation: { parameters = [], does } }) => [
    code(`${method} ${path}`),
    parameters
      .filter((each) => each.in !== 'path')
      .map(({ name }) => code(name))
      .join(', '),
    does,
  ]),
)

const named = Object.keys(problemCatalogue) as ProblemName[]

const problems = table(
  ['status', '`type`', 'title'],
  named.map((name) => {
    const { status, title } = problemCatalogue[name]
    return [String(status), code(problemType(name)), title]
  }),
)

/** `docs/http.md`: the API for who calls it from a program. */
export const httpPage = (): string =>
  page('HTTP', '`functions/http`', [
    '`assay serve` answers on 127.0.0.1, without credentials; [deployed](../infra/README.md#who-may-use-the-api) the same API asks for them. `GET /openapi.json` describes all of it for programs: OpenAPI 3.1, with the schemas of the documents.',
    block('console', '$ npx assay serve --store file:reports'),
    block(
      'bash',
      [
        "curl --data-binary @events/exports/tampered-image.json 'http://127.0.0.1:8080/v1/reports?name=images.json&store=true'",
        'curl http://127.0.0.1:8080/openapi.json',
      ].join('\n'),
    ),
    '**A status tells whether there is a report, not what is in it.** An image that is a mismatch gives 200 or 201 as one that is verified does, and so does an export of which only a part could be read. A script that would stop at the exit status 1 or 2 of `assay report` looks at `summary.findings` and `summary.rejected` of the [report](report.md#summary).',
    '## Requests',
    requests,
    '`Accept` chooses between `application/json`, the default, `application/x-ndjson` and `text/html`, where a request has them. An answer over 5 MB is a 303 to where it is to be had; `curl --location` follows it. `assay serve` gives it at once.',
    '## Problems',
    'What is no answer is `application/problem+json` (RFC 9457): `status`, `type`, by which to tell problems apart, `title`, and `detail` for people. `rejected` names what could not be reported on, by [code](errors.md#rejections); `limit` and `upload`, of an export that is too large, the limit and the way in. Where it is worth asking again soon, `Retry-After` says in how many seconds.',
    problems,
    'In AWS the API in front of the function answers by itself, and not in this form, where credentials are missing or it throttles.',
  ])
