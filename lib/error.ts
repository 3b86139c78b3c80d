/** What can go wrong outside of findings, each with what it means and what to do about it. */
export const errorCatalogue = {
  usage: { means: 'The call is wrong.', remedy: 'See `assay --help`.' },
  'store-unavailable': {
    means:
      'The store cannot be read or written: rights, space, a file in the way; for a bucket: credentials, region, network.',
    remedy: 'Where that cannot be mended, name another store with `--store`.',
  },
  'store-uri-invalid': {
    means: 'What `--store` names is no store.',
    remedy: 'Write `file:DIR`, a folder on this machine, or `s3://BUCKET/PREFIX`.',
  },
  'store-unsupported': {
    means:
      'The bucket of `--store` cannot keep what is stored from being overwritten: it has no conditional writes.',
    remedy:
      'Use a bucket that has them (on Ceph: one without versioning), or a folder with `--store file:DIR`.',
  },
  'store-key-invalid': {
    means: 'A key is none that a store may hold, or the store layout does not allow this to be done to it.',
    remedy: 'Keys are made by the store layout from encoded names: report this as a fault of image-assay.',
  },
  'input-unreadable': {
    means: 'A file or folder that was named cannot be read: it is missing, empty, or rights are.',
    remedy: 'Name a file that exists and that this user may read.',
  },
  'store-conflict': {
    means: 'The store holds something else where this report belongs; nothing is ever overwritten.',
    remedy: 'Name another store with `--store`, or move that object out of this one.',
  },
  'store-damaged': {
    means: 'An object in the store is not what was written there: the disk or another program damaged it.',
    remedy: 'All else in the store stays of use meanwhile.',
  },
  'report-unreadable': {
    means: 'What was named as a report is none that this version reads, or not all of it.',
    remedy:
      'Name what `assay report` wrote with `--format json` or `ndjson`; make it again where it is of another version.',
  },
  'policy-invalid': {
    means: 'A policy is not what the schema of policies says; nothing is judged by a part of it.',
    remedy: 'Mend that; `assay schema policy` gives the schema, `assay policy check FILE` tries the file.',
  },
  'evidence-unreadable': {
    means: 'A file or folder given with `--evidence` cannot be read.',
    remedy: 'Name a file or folder that exists and that this user may read.',
  },
  'keys-unreadable': {
    means:
      'A file or folder given with `--keys`, or an object under `keys/` in the store, is none that keys are read from.',
    remedy:
      'Name a file or folder that this user may read, with OpenPGP public keys as `gpg --export` or `gpg --export --armor` writes them.',
  },
  'source-unreadable': {
    means:
      'The machine failed while a source was being read: a file vanished, a connection broke, rights are missing.',
    remedy: 'Mend that, and read the source again.',
  },
  'temporary-folder': {
    means: 'What is too much for memory could not be kept in the temporary folder.',
    remedy: 'Make room there, or name another folder in the environment variable TMPDIR.',
  },
  'event-unreadable': {
    means: 'The upload function was given an event that tells of no object in a way that it knows.',
    remedy: 'Send it what S3, Ceph RGW, EventBridge or SNS send about objects, as it is or through SQS.',
  },
  'event-foreign': {
    means: 'An event is about another bucket than the exports bucket.',
    remedy: 'Name that bucket in EXPORTS_BUCKET, or keep its events away from the queue.',
  },
  'upload-failed': {
    means: 'What an event tells of could not all be done: the store or the exports bucket failed.',
    remedy: 'The log says why. Send the event again: what is done already stays as it is.',
  },
  'store-without-reports': {
    means: 'An audit was asked of a store that holds no reports, or none any more.',
    remedy: 'Write some with `assay report --store`, or name the store that holds them.',
  },
  'engine-unavailable': {
    means:
      'An audit cannot run: DuckDB, which answers its questions, does not load, or has no folder to work in.',
    remedy: 'Install with `npm ci` on a platform that DuckDB is made for, or mend the folder in TMPDIR.',
  },
  'engine-exhausted': {
    means: 'DuckDB, which answers the questions of an audit, has not enough memory or disk for it.',
    remedy:
      'Give DuckDB more memory or a larger temporary folder (TMPDIR). Nothing half-done is in the store.',
  },
  'engine-failed': {
    means:
      'DuckDB, which answers the questions of an audit, could not, and not for want of memory: its disk failed, or image-assay asks it something wrong.',
    remedy:
      'Run it again. Where it fails again, report it as a fault of image-assay, with what DEBUG=1 prints. Nothing half-done is in the store.',
  },
  'data-set-damaged': {
    means:
      'A file of the data set cannot be read, and it is one that cannot be made again: an audit wrote down in it what it rests on.',
    remedy: 'Put that object back from a copy of the store, or delete it at that cost.',
  },
  'audit-overtaken': {
    means: 'Other audits of the same store changed its data set again and again while this one read it.',
    remedy: 'Run it again when they have ended. Nothing half-done is in the store.',
  },
  'athena-failed': {
    means:
      'Athena, which was to answer the questions of an audit, could not: mostly for want of credentials, of rights, or of the database and workgroup that `--engine` names.',
    remedy: 'Mend that in AWS, or leave `--engine` out. Nothing half-done is in the store.',
  },
  'moment-ahead': {
    means: 'The audit function was asked for an audit of a moment more than a day ahead.',
    remedy:
      'Send it the time that the schedule was due, or mend the clock: no other audit would be the latest until then.',
  },
  'topic-untold': {
    means: 'The audit function stored an audit in which something got worse, and could not tell the topic.',
    remedy:
      'Mend its right to publish there, or `ALERT_TOPIC_ARN`. Called again for the same moment, it tells it then.',
  },
  'setting-missing': {
    means: 'An environment variable that a function needs is not set, or to what it does not take.',
    remedy: 'Set it as infra/README.md says; a deployment by serverless.yml does.',
  },
  'port-unavailable': {
    means: 'The server cannot listen on that port.',
    remedy: 'Name another with `--port`, or 0 for any that is free.',
  },
} as const

export type ErrorCode = keyof typeof errorCatalogue

/** A failure that is no finding: the call, the machine or a limit, with a message meant for people. */
export class AssayError extends Error {
  override readonly name = 'AssayError'
  readonly code: ErrorCode

  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}
