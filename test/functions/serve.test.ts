import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import { manyImages } from './http/test-app.ts'
import { runCli, samples } from './run-cli.ts'
import { newFolder, rawRequest, serving } from './serve/serving.ts'
import { withoutArrivals } from './upload/stored.ts'

const sample = (name: string) => readFileSync(join(samples, name))
const filesIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .toSorted()

describe('assay serve', () => {
  it('answers over a real socket, with the bytes of the command line, and ends on SIGINT with 130', async () => {
    const store = newFolder()
    const server = await serving(['--store', `file:${store}`])
    const url = `${server.url}/v1/reports?name=multiarch-list.json`
    const response = await fetch(url, { method: 'POST', body: sample('multiarch-list.json') })
    const { stdout } = await runCli(['report', join(samples, 'multiarch-list.json'), '--format', 'json'])
    assert.deepEqual([response.status, await response.text()], [200, stdout])
    await server.hears(/POST \/v1\/reports 200 \d+ ms/)
    assert.equal(await server.stop('SIGINT'), 130)
    assert.deepEqual(filesIn(store), [])
  })

  it('streams what is large, and ends on SIGTERM with 0', async () => {
    const server = await serving(['--store', `file:${newFolder()}`, '--body-limit', '16MiB'])
    const response = await fetch(`${server.url}/v1/reports?name=x`, {
      method: 'POST',
      body: manyImages(6000),
    })
    assert.equal(response.headers.get('transfer-encoding'), 'chunked')
    assert.equal(JSON.parse(await response.text()).images.length, 6000)
    assert.equal(await server.stop('SIGTERM'), 0)
  })

  it('completes a request that is being answered when it is told to end', async () => {
    const server = await serving(['--store', `file:${newFolder()}`, '--body-limit', '16MiB'])
    const response = await fetch(`${server.url}/v1/reports?name=x`, {
      method: 'POST',
      body: manyImages(6000),
    })
    const ended = server.stop('SIGTERM')
    assert.equal(JSON.parse(await response.text()).images.length, 6000)
    assert.equal(await ended, 0)
    await assert.rejects(fetch(`${server.url}/healthz`))
  })

  it('HEAD has the length of GET', async () => {
    const server = await serving(['--store', `file:${newFolder()}`])
    const [got, head] = await Promise.all([
      rawRequest(server.port, { path: '/openapi.json' }),
      rawRequest(server.port, { path: '/openapi.json', method: 'HEAD' }),
    ])
    assert.equal(head.headers['content-length'], String(Buffer.byteLength(got.body)))
    assert.equal(head.body, '')
    await server.stop('SIGKILL')
  })

  it('refuses a body over its limit, and says how else', async () => {
    const server = await serving(['--store', `file:${newFolder()}`, '--body-limit', '1KiB'])
    const response = await fetch(`${server.url}/v1/reports`, { method: 'POST', body: 'x'.repeat(1025) })
    const problem = JSON.parse(await response.text())
    assert.equal(response.status, 413)
    assert.deepEqual([problem.limit, /--inbox/.test(problem.upload)], [1024, true])
    await server.stop('SIGKILL')
  })

  it('listens on 127.0.0.1 only', async () => {
    const server = await serving(['--store', `file:${newFolder()}`])
    await assert.rejects(fetch(`http://127.0.0.2:${server.port}/healthz`))
    await server.stop('SIGKILL')
  })

  it('names a port that is taken in one line, and ends with 2', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    const address = other.address()
    const port = typeof address === 'object' && address !== null ? address.port : 0
    const { status, stderr } = await runCli([
      'serve',
      '--store',
      `file:${newFolder()}`,
      '--port',
      String(port),
    ])
    other.close()
    assert.equal(status, 2)
    assert.equal(
      stderr,
      `assay: cannot listen on 127.0.0.1:${port}: another program listens there. Name another with \`--port\`, or 0 for any that is free.\n`,
    )
  })

  for (const [args, message] of [
    [['--port', '70000'], /--port 70000: takes 0 to 65535/],
    [['--port', '1e3'], /--port 1e3: takes 0 to 65535/],
    [['--body-limit', '0'], /--body-limit 0: takes/],
    [['images.json'], /takes no operands/],
  ] as const)
    it(`refuses ${args.join(' ')}`, async () => {
      const { status, stderr } = await runCli(['serve', '--store', `file:${newFolder()}`, ...args])
      assert.equal(status, 2)
      assert.match(stderr, message)
    })

  it('says in one line that a caller went away, and goes on', async () => {
    const server = await serving(['--store', `file:${newFolder()}`])
    const socket = connect(server.port, '127.0.0.1')
    socket.write(
      `POST /v1/reports HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\nContent-Length: 100\r\n\r\n{"kind`,
    )
    await setTimeout(200)
    socket.destroy()
    await server.hears(/a caller went away after 6 bytes/)
    assert.equal((await fetch(`${server.url}/healthz`)).status, 200)
    assert.doesNotMatch(server.said(), /internal error|\.ts:/)
    await server.stop('SIGKILL')
  })

  for (const [what, inner, outer] of [
    ['the inbox in the store', 'inbox', 'store'],
    ['the store in the inbox', 'store', 'inbox'],
  ] as const)
    it(`refuses ${what}: a report would be an export`, async () => {
      const folder = newFolder()
      const paths = { [outer]: folder, [inner]: join(folder, 'below', 'it') }
      const { status, stderr } = await runCli([
        'serve',
        '--store',
        `file:${paths.store}`,
        '--inbox',
        paths.inbox ?? '',
      ])
      assert.equal(status, 2)
      assert.match(stderr, /lie in one another: name two folders/)
    })

  it('refuses an inbox that is a file', async () => {
    const [inbox, store] = [join(newFolder(), 'images.json'), `file:${newFolder()}`]
    writeFileSync(inbox, sample('schema1-image.json'))
    const { status, stderr } = await runCli(['serve', '--store', store, '--inbox', inbox])
    assert.equal(status, 2)
    assert.equal(
      stderr,
      `assay: the inbox ${inbox} is no folder: name the folder that exports are put into. See \`assay --help\`.\n`,
    )
  })

  it('refuses an inbox that is not there', async () => {
    const [inbox, store] = [join(newFolder(), 'nosuch'), `file:${newFolder()}`]
    const { status, stderr } = await runCli(['serve', '--store', store, '--inbox', inbox])
    assert.equal(status, 2)
    assert.equal(
      stderr,
      `assay: the inbox ${inbox} does not exist: make the folder, or mend its name. See \`assay --help\`.\n`,
    )
  })

  it('refuses a store that is a file, before it listens', async () => {
    const path = join(newFolder(), 'file')
    writeFileSync(path, 'x')
    const { status, stderr } = await runCli(['serve', '--store', `file:${path}`, '--port', '0'])
    assert.equal(status, 2)
    assert.equal(
      stderr,
      `assay: the store "${path}" is a file, where a folder is due. Move the file away. Where that cannot be mended, name another store with \`--store\`.\n`,
    )
  })

  it('refuses a store whose policy no report could be judged by', async () => {
    const store = newFolder()
    writeFileSync(join(store, 'policy.json'), '{')
    const { status, stderr } = await runCli(['serve', '--store', `file:${store}`, '--port', '0'])
    assert.equal(status, 2)
    assert.match(stderr, /^assay: policy\.json in the store: the policy is no JSON.*\n$/)
  })

  it('refuses a secret that can be guessed', async () => {
    const { status, stderr } = await runCli(['serve', '--store', `file:${newFolder()}`], {
      env: { ASSAY_EVENTS_SECRET: 'short' },
    })
    assert.equal(status, 2)
    assert.match(stderr, /^assay: ASSAY_EVENTS_SECRET is shorter than 16 characters/)
    assert.doesNotMatch(stderr, /: short/)
  })

  it('takes events that know the secret, and never says it', async () => {
    const secret = 'correct horse battery'
    const server = await serving(['--store', `file:${newFolder()}`], { env: { ASSAY_EVENTS_SECRET: secret } })
    const send = (token: string) =>
      fetch(`${server.url}/v1/events?token=${encodeURIComponent(token)}`, {
        method: 'POST',
        body: readFileSync(join(samples, '..', 's3-test-event.json')),
      })
    assert.equal((await send('wrong horse battery')).status, 401)
    assert.equal((await send(secret)).status, 204)
    await server.hears(/POST \/v1\/events 204/)
    assert.doesNotMatch(server.said(), /horse/)
    await server.stop('SIGKILL')
  })
})

describe('assay serve --inbox', () => {
  it('stores what `assay report --store --name` stores, for what came before and what comes', async () => {
    const [inbox, store, cli] = [newFolder(), newFolder(), newFolder()]
    mkdirSync(join(inbox, 'cluster-a'))
    const keys = ['cluster-a/a b+c%2Fd.json', 'oci.yaml']
    const contents = [sample('blanked-imagestreamimage.json'), sample('oci-buildkit.yaml')] as const
    writeFileSync(join(inbox, keys[0] ?? ''), contents[0])
    const server = await serving(['--store', `file:${store}`, '--inbox', inbox])
    await server.hears(/cluster-a\/a b\+c%2Fd\.json: 1 image; report stored: reports\//)
    writeFileSync(join(inbox, keys[1] ?? ''), contents[1])
    await server.hears(/oci\.yaml: 4 images; report stored/)
    assert.equal(await server.stop('SIGTERM'), 0)
    for (const [index, key] of keys.entries())
      await runCli(['report', '-', '--store', `file:${cli}`, '--name', key, '--format', 'json'], {
        stdin: contents[index] ?? '',
      })
    assert.deepEqual(withoutArrivals(filesIn(store)), filesIn(cli))
    for (const file of filesIn(cli).filter((name) => !name.endsWith('.gz')))
      assert.equal(readFileSync(join(store, file), 'utf8'), readFileSync(join(cli, file), 'utf8'))
  })

  it('says what the matter is when the inbox goes away, and goes on when it is back', async () => {
    const [inbox, store] = [newFolder(), newFolder()]
    const server = await serving(['--store', `file:${store}`, '--inbox', inbox])
    await server.hears(/watching the inbox/)
    rmdirSync(inbox)
    await server.hears(
      /: the inbox .* cannot be read, and is tried again and again: no such file or directory\n/,
    )
    mkdirSync(inbox)
    writeFileSync(join(inbox, 'a.json'), sample('schema1-image.json'))
    await server.hears(/a\.json: 1 image/)
    await server.stop('SIGKILL')
  })

  it('killed and started again it finds what came meanwhile, and stores nothing twice', async () => {
    const [inbox, store] = [newFolder(), newFolder()]
    writeFileSync(join(inbox, 'a.json'), sample('schema1-image.json'))
    const args = ['--store', `file:${store}`, '--inbox', inbox]
    const first = await serving(args)
    await first.hears(/a\.json: 1 image/)
    await first.stop('SIGKILL')
    const before = filesIn(store)
    writeFileSync(join(inbox, 'b.json'), sample('schema1-image.json'))
    const second = await serving(args)
    await second.hears(/b\.json: 1 image/)
    await second.stop('SIGTERM')
    const after = filesIn(store)
    assert.deepEqual(
      after.filter((file) => file.startsWith('reports/a.json/')),
      before.filter((file) => file.startsWith('reports/')),
    )
    assert.equal(after.length, before.length * 2)
  })

  it('takes limits for exports and evidence alike, and stores what the command line stores with them', async () => {
    const [inbox, store, cli] = [newFolder(), newFolder(), newFolder()]
    mkdirSync(join(inbox, 'evidence'))
    writeFileSync(join(inbox, 'evidence', 'manifest.json'), `{"schemaVersion":2,"a":"${'a'.repeat(4096)}"}`)
    writeFileSync(join(inbox, 'list.json'), sample('multiarch-list.json'))
    const limits = ['--limit', 'itemBytes=1KiB', '--limit', 'manifestBytes=4KiB']
    const server = await serving(['--store', `file:${store}`, '--inbox', inbox, ...limits])
    await server.hears(/evidence\/manifest\.json: 0 pieces of evidence/)
    await server.hears(/list\.json: .*rejected; report stored/)
    await server.stop('SIGTERM')
    await runCli(['report', join(inbox, 'list.json'), '--store', `file:${cli}`, ...limits])
    assert.deepEqual(withoutArrivals(filesIn(store)), filesIn(cli))
  })

  it('keeps what is below evidence/ as evidence, and reports what is broken as rejected', async () => {
    const [inbox, store] = [newFolder(), newFolder()]
    mkdirSync(join(inbox, 'evidence'))
    writeFileSync(join(inbox, 'evidence', 'manifest.json'), '{"schemaVersion":2,"config":{},"layers":[]}')
    writeFileSync(join(inbox, 'broken.json'), '{"kind":')
    const server = await serving(['--store', `file:${store}`, '--inbox', inbox])
    await server.hears(/evidence\/manifest\.json: 1 piece of evidence, 1 of them new/)
    await server.hears(/broken\.json: 0 images, 1 rejected; report stored/)
    await server.stop('SIGTERM')
    assert.equal(filesIn(store).filter((file) => file.startsWith('evidence/sha256/')).length, 1)
  })
})
