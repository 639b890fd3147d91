// send.cjs ENDPOINT TOKEN FILE WAY sends a file with tus-js-client as a browser
// would, and prints a line of JSON for each thing that happens. Ways: plain,
// chunks, deferred, creation, again (gives up half-way and begins anew from what
// it remembers), back (takes the upload back half-way).
const fs = require('node:fs')
const path = require('node:path')
const stream = require('node:stream')
const tus = require('tus-js-client')

const [endpoint, token, file, way] = process.argv.slice(2)
const say = (what) => console.log(JSON.stringify(what))
const chunk = 1 << 20
const size = fs.statSync(file).size
const memory = file + '.urls.json'

const options = {
	endpoint,
	headers: { Authorization: 'Bearer ' + token },
	metadata: { filename: path.basename(file), filetype: 'audio/wav' },
	retryDelays: [100, 300, 1000, 2000, 2000, 2000, 2000],
	chunkSize: way === 'plain' ? Infinity : chunk,
	uploadLengthDeferred: way === 'deferred',
	uploadDataDuringCreation: way === 'creation',
	urlStorage: new tus.FileUrlStorage(memory),
	onAfterResponse: (req, res) => say({ method: req.getMethod(), status: res.getStatus() }),
	onError: (error) => {
		say({ error: String(error) })
		process.exit(1)
	},
}

function done(upload) {
	say({ done: new URL(upload.url).pathname })
}

// half calls what once, when half of the file was acknowledged.
function half(what) {
	let called = false
	return (acknowledged) => {
		if (!called && acknowledged >= size / 2) {
			called = true
			what()
		}
	}
}

function source() {
	switch (way) {
		case 'deferred': // a recording: nobody knows its length before its end
			return fs.createReadStream(file).pipe(new stream.PassThrough())
		case 'chunks':
			return fs.createReadStream(file)
		default:
			return fs.readFileSync(file)
	}
}

const first = new tus.Upload(source(), { ...options, onSuccess: () => done(first) })
switch (way) {
	case 'again':
		first.options.fingerprint = () => Promise.resolve('the same file')
		first.options.onChunkComplete = (_, acknowledged) => half(async () => {
			await first.abort()
			const second = new tus.Upload(source(), { ...options, fingerprint: first.options.fingerprint, onSuccess: () => done(second) })
			const known = await second.findPreviousUploads()
			say({ remembered: known.length })
			second.resumeFromPreviousUpload(known[0])
			second.start()
		})(acknowledged)
		break
	case 'back':
		first.options.onChunkComplete = (_, acknowledged) => half(async () => {
			await first.abort(true)
			say({ done: new URL(first.url).pathname })
		})(acknowledged)
		break
	default:
		first.options.onChunkComplete = (_, acknowledged) => say({ acknowledged })
}
first.start()
