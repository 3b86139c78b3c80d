import {
  AthenaClient,
  GetQueryExecutionCommand,
  GetQueryResultsCommand,
  StartQueryExecutionCommand,
  StopQueryExecutionCommand,
} from '@aws-sdk/client-athena'
import type { AthenaApi } from './athena.ts'

/**
 * The Athena client and the commands that audits need: one module to import the SDK, so that who imports it lazily pays
 * for it only when it is used. Credentials and region come from where the AWS tools look for them.
 * @param name of the Glue database and of the workgroup
 */
export const openClient = (name: string): AthenaApi => {
  const client = new AthenaClient({ retryMode: 'standard', maxAttempts: 5 })
  return {
    start: async (sql) => {
      const { QueryExecutionId } = await client.send(
        new StartQueryExecutionCommand({
          QueryString: sql,
          QueryExecutionContext: { Database: name },
          WorkGroup: name,
        }),
      )
      return QueryExecutionId ?? ''
    },
    status: async (id) => {
      const { QueryExecution } = await client.send(new GetQueryExecutionCommand({ QueryExecutionId: id }))
      const { State = '', StateChangeReason = '' } = QueryExecution?.Status ?? {}
      return { state: State, reason: StateChangeReason }
    },
    page: async (id, token) => {
      const { ResultSet, NextToken } = await client.send(
        new GetQueryResultsCommand({ QueryExecutionId: id, MaxResults: 1000, NextToken: token }),
      )
      return {
        columns: (ResultSet?.ResultSetMetadata?.ColumnInfo ?? []).map(({ Name = '', Type = '' }) => ({
          name: Name,
          type: Type,
        })),
        rows: (ResultSet?.Rows ?? []).map(({ Data = [] }) =>
          Data.map(({ VarCharValue }) => VarCharValue ?? null),
        ),
        next: NextToken,
      }
    },
    stop: async (id) => {
      await client.send(new StopQueryExecutionCommand({ QueryExecutionId: id }))
    },
  }
}
