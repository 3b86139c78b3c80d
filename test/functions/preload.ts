/** Loaded before the command line: makes its process what `ASSAY_TEST` asks for, in words separated by commas. */
const asked = new Set((process.env.ASSAY_TEST ?? '').split(','))

if (asked.has('terminal'))
  for (const stream of [process.stdout, process.stderr]) Object.assign(stream, { isTTY: true, columns: 80 })

if (asked.has('stdin-terminal')) Object.assign(process.stdin, { isTTY: true })

if (asked.has('fault'))
  Object.defineProperty(process, 'stdin', {
    get: () => {
      throw new TypeError('a fault\nin two lines')
    },
  })

if (asked.has('tell-ready'))
  process.on('newListener', (event) => {
    if (event === 'SIGINT') process.stderr.write('ready\n')
  })
