/*
 * Liuke for WeChat mini-programs: pages, how long they were looked at, taps and shares. One file; copy it into the mini-program and write in app.js, before App():
 *
 *   const liuke = require('./liuke-mini.js').createLiuke({ wx, writeKey: 'wk_…', address: 'https://liuke.example.com' })
 *   Page = liuke.wrapPage(Page)
 *   App = liuke.wrapApp(App)
 *
 * After a login: liuke.identify('M10001'). Own events: liuke.track('Product Viewed', { product_id: 'SKU-1' }). The address must be among the request domains.
 * With consent: 'required' nothing is kept or sent before liuke.consent(true).
 */
'use strict'

const VERSION = '1.0.0'
const KEYS = { queue: 'liuke_queue', device: 'liuke_device', user: 'liuke_user', consent: 'liuke_consent' }
/** So much waits at most; the oldest goes first. wx gives a mini-program 10 MB in all. */
const MOST_QUEUED = 500
const MOST_BYTES = 30 * 1024
const BATCH = 50
const EVERY_MS = 5000
const LONGEST_WAIT_MS = 300000

/** `clock` gives milliseconds, `random` numbers from 0 to 1, `later(run, ms)` a timer: those of the phone unless a test has its own. */
function createLiuke({ wx, writeKey, address, consent = 'none', clock = Date.now, random = Math.random, later = setTimeout }) {
  let queue = read(KEYS.queue, Array.isArray) || []
  let sending = false
  let planned = false
  let failures = 0
  let waitUntil = 0
  let page = null

  function read(key, isRight) {
    try {
      const value = wx.getStorageSync(key)
      return isRight(value) ? value : null
    } catch {
      return null
    }
  }
  function write(key, value) {
    try {
      if (value === null) wx.removeStorageSync(key)
      else wx.setStorageSync(key, value)
    } catch {
      // A full storage loses nothing that is in memory.
    }
  }
  const isText = (value) => typeof value === 'string' && value !== ''
  const newId = () => `${clock().toString(36)}-${random().toString(36).slice(2, 12)}${random().toString(36).slice(2, 12)}`
  let device = read(KEYS.device, isText)
  function deviceId() {
    if (device === null) {
      device = newId()
      write(KEYS.device, device)
    }
    return device
  }
  let answered = read(KEYS.consent, (value) => value === 'yes' || value === 'no')
  const mayTrack = () => answered === 'yes' || (answered === null && consent !== 'required')

  function add(message) {
    if (!mayTrack()) return
    const userId = read(KEYS.user, isText)
    const whole = {
      messageId: newId(),
      anonymousId: deviceId(),
      ...(userId === null ? {} : { userId }),
      timestamp: new Date(clock()).toISOString(),
      context: { channel: 'mini_program', library: { name: 'liuke-mini', version: VERSION } },
      ...message,
    }
    if (JSON.stringify(whole).length > MOST_BYTES) return
    queue.push(whole)
    if (queue.length > MOST_QUEUED) queue = queue.slice(-MOST_QUEUED)
    write(KEYS.queue, queue)
    if (queue.length >= BATCH) flush()
    else plan(EVERY_MS)
  }
  function plan(ms) {
    if (planned) return
    planned = true
    later(() => {
      planned = false
      flush()
    }, ms)
  }

  function flush() {
    if (sending || queue.length === 0) return
    const wait = waitUntil - clock()
    if (wait > 0) {
      plan(wait)
      return
    }
    sending = true
    const batch = queue.slice(0, BATCH)
    wx.request({
      url: `${address}/v1/batch`,
      method: 'POST',
      header: { 'content-type': 'application/json' },
      data: { writeKey, batch, sentAt: new Date(clock()).toISOString() },
      success({ statusCode, header = {} }) {
        sending = false
        // What is wrong for good is not sent again.
        if (statusCode >= 500 || statusCode === 429 || statusCode === 408) {
          putOff(Number(header['Retry-After'] || header['retry-after'] || 0) * 1000)
          return
        }
        failures = 0
        const gone = new Set(batch.map(({ messageId }) => messageId))
        queue = queue.filter(({ messageId }) => !gone.has(messageId))
        write(KEYS.queue, queue.length === 0 ? null : queue)
        if (queue.length > 0) plan(0)
      },
      fail() {
        sending = false
        putOff(0)
      },
    })
  }
  function putOff(askedMs) {
    failures += 1
    const wait = Math.min(LONGEST_WAIT_MS, askedMs > 0 ? askedMs : 1000 * 2 ** Math.min(failures, 10))
    waitUntil = clock() + wait
    plan(wait)
  }

  const track = (event, properties = {}) => add({ type: 'track', event, properties })
  function arrive(path) {
    page = { path, since: clock() }
    add({ type: 'page', name: path, properties: { path } })
  }
  function leave() {
    if (page === null) return
    const { path, since } = page
    page = null
    track('Page Left', { path, seconds_visible: Math.round((clock() - since) / 100) / 10 })
  }
  const pathOf = (self) => String((self && (self.route || self.__route__)) || '')

  /** A method of a page that says what was tapped, and then does what it did. */
  function tapping(method) {
    return function (...given) {
      const [event] = given
      if (event && event.type === 'tap') {
        const target = event.currentTarget || {}
        const name = (target.dataset && target.dataset.liuke) || target.id || ''
        if (name !== '') track('Element Clicked', { target: String(name), kind: 'tap', path: pathOf(this) })
      }
      return method.apply(this, given)
    }
  }
  function before(method, run) {
    return function (...given) {
      run.call(this)
      return method === undefined ? undefined : method.apply(this, given)
    }
  }
  const LIFE = new Set([
    'onLoad',
    'onReady',
    'onShow',
    'onHide',
    'onUnload',
    'onPullDownRefresh',
    'onReachBottom',
    'onPageScroll',
    'onResize',
    'onShareAppMessage',
    'onShareTimeline',
  ])

  return {
    track,
    flush,
    /** Who it is from now on; an empty id is nobody (after a logout), on a new device id. */
    identify(userId, traits = {}) {
      if (!mayTrack()) return
      if (!isText(String(userId || ''))) {
        write(KEYS.user, null)
        device = null
        return
      }
      write(KEYS.user, String(userId))
      add({ type: 'identify', userId: String(userId), traits })
    },
    /** What the person answered; kept. A no takes away what waits. */
    consent(answer) {
      answered = answer === true ? 'yes' : 'no'
      write(KEYS.consent, answered)
      if (answered === 'yes') return
      queue = []
      write(KEYS.queue, null)
    },
    wrapPage(Page) {
      return function (options) {
        const wrapped = { ...options }
        for (const [name, value] of Object.entries(options))
          if (typeof value === 'function' && !LIFE.has(name)) wrapped[name] = tapping(value)
        wrapped.onShow = before(options.onShow, function () {
          arrive(pathOf(this))
        })
        wrapped.onHide = before(options.onHide, leave)
        wrapped.onUnload = before(options.onUnload, leave)
        if (options.onShareAppMessage !== undefined) {
          wrapped.onShareAppMessage = before(options.onShareAppMessage, function () {
            track('Page Shared', { path: pathOf(this) })
          })
        }
        return Page(wrapped)
      }
    },
    wrapApp(App) {
      return function (options) {
        return App({
          ...options,
          onShow: before(options.onShow, flush),
          onHide: before(options.onHide, function () {
            leave()
            flush()
          }),
        })
      }
    },
  }
}

module.exports = { createLiuke }
