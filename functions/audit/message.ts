/** What SNS takes as a subject: ASCII, at most 100 characters. */
const subject = 'image-assay: the fleet got worse'

/** The message about an audit in which something got worse; null where nothing did. Names nothing of the fleet. */
export const worseMessage = (
  worse: readonly string[],
  { at, key }: { readonly at: string; readonly key: string },
): { readonly subject: string; readonly text: string } | null =>
  worse.length === 0
    ? null
    : {
        subject,
        text: [`Audit of ${at}`, ...worse.map((line) => `- ${line}`), `See ${key} in the store.`, ''].join(
          '\n',
        ),
      }
