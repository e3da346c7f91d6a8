/*
 * Liuke for web pages: how long a page was looked at and how far it was scrolled, clicks and searches in the shop.
 *
 * Alone:   <script defer src="https://liuke.example.com/v1/liuke-web.js" data-write-key="wk_…"></script>, then liukeWeb.track(…), liukeWeb.identify(…).
 * Beside analytics-next: the same script without a key, and analytics.register(liukeWeb.plugin()).
 *
 * Clicks: elements with data-liuke="name", and links. Searches: a page whose address has q, query, keyword, keywords, search or wd.
 * With data-consent="required" nothing is kept or sent before liukeWeb.consent(true). A browser that asks not to be tracked is not, without that yes.
 */
;(function (window, document) {
  'use strict'
  if (window.liukeWeb) return
  const script = document.currentScript
  const SEARCHES = ['q', 'query', 'keyword', 'keywords', 'search', 'wd']
  const MOST_QUEUED = 200
  const BATCH = 50
  const EVERY_MS = 5000
  const LONGEST_WAIT_MS = 60000
  const QUEUE = 'liuke_queue'
  const VERSION = '1.0.0'

  const navigator = window.navigator
  const storage = openStorage()
  const asked = navigator.doNotTrack === '1' || window.doNotTrack === '1' || navigator.globalPrivacyControl === true
  const options = { writeKey: '', address: '', required: false }
  let allowed = null
  let queue = []
  let sending = false
  let waitUntil = 0
  let failures = 0
  let timer = null
  /** Where events go: to our own queue, or to the program that we stand beside. */
  let deliver = enqueue
  let started = false
  let here = null

  function openStorage() {
    try {
      window.localStorage.setItem('liuke_try', '1')
      window.localStorage.removeItem('liuke_try')
      return window.localStorage
    } catch (error) {
      return null
    }
  }
  function load(key) {
    try {
      return JSON.parse((storage && storage.getItem(key)) || 'null')
    } catch (error) {
      return null
    }
  }
  function save(key, value) {
    try {
      if (storage && value === null) storage.removeItem(key)
      else if (storage) storage.setItem(key, JSON.stringify(value))
    } catch (error) {
      // Full: what is kept in memory is sent all the same.
    }
  }
  function newId() {
    if (window.crypto && window.crypto.randomUUID) return window.crypto.randomUUID()
    return Date.now().toString(36) + '-' + Math.random().toString(36).slice(2) + Math.random().toString(36).slice(2)
  }
  function mayTrack() {
    return allowed === true || (allowed === null && !options.required && !asked)
  }

  /** The id of this browser: that of analytics-next where it is there. */
  function anonymousId() {
    const id = load('ajs_anonymous_id')
    if (typeof id === 'string' && id !== '') return id
    memoryId = memoryId || newId()
    save('ajs_anonymous_id', memoryId)
    return memoryId
  }
  let memoryId = ''

  function enqueue(message) {
    message.messageId = newId()
    message.anonymousId = anonymousId()
    const user = load('ajs_user_id')
    if (typeof user === 'string' && user !== '' && message.userId === undefined) message.userId = user
    message.timestamp = new Date().toISOString()
    message.context = {
      userAgent: navigator.userAgent,
      locale: navigator.language,
      page: { path: window.location.pathname, title: document.title, url: bareUrl(window.location.href) },
      library: { name: 'liuke-web', version: VERSION },
    }
    queue.push(message)
    if (queue.length > MOST_QUEUED) queue.shift()
    save(QUEUE, queue)
    if (queue.length >= BATCH) flush()
    else if (timer === null) timer = window.setTimeout(flush, EVERY_MS)
  }

  function flush() {
    window.clearTimeout(timer)
    timer = null
    if (sending || queue.length === 0 || options.writeKey === '') return
    const wait = waitUntil - Date.now()
    if (wait > 0) return later(wait)
    sending = true
    const batch = queue.slice(0, BATCH)
    void window
      .fetch(options.address + '/v1/batch', {
        method: 'POST',
        keepalive: true,
        headers: { 'Content-Type': 'text/plain' },
        body: bodyOf(batch),
      })
      .then(
        function (answer) {
          // What is wrong for good is not sent again.
          const again = answer.status >= 500 || answer.status === 429 || answer.status === 408
          if (again) return putOff(Number(answer.headers.get('Retry-After')) * 1000)
          failures = 0
          remove(batch)
          if (queue.length > 0) later(0)
        },
        function () {
          putOff(0)
        },
      )
      .then(function () {
        sending = false
      })
  }
  function putOff(asksMs) {
    failures += 1
    const wait = Math.min(LONGEST_WAIT_MS, asksMs > 0 ? asksMs : 1000 * Math.pow(2, failures))
    waitUntil = Date.now() + wait
    later(wait)
  }
  function later(ms) {
    if (timer === null) timer = window.setTimeout(flush, ms)
  }
  function remove(batch) {
    const ids = {}
    batch.forEach(function (message) {
      ids[message.messageId] = true
    })
    queue = queue.filter(function (message) {
      return !ids[message.messageId]
    })
    save(QUEUE, queue.length === 0 ? null : queue)
  }
  function bodyOf(batch) {
    return JSON.stringify({ writeKey: options.writeKey, batch: batch, sentAt: new Date().toISOString() })
  }
  /** A page that goes away sends what waits by a beacon. What the browser does not take stays for the next page. */
  function flushAtEnd() {
    if (queue.length === 0 || options.writeKey === '' || !navigator.sendBeacon || Date.now() < waitUntil) return
    const batch = queue.slice(0, BATCH)
    const address = options.address + '/beacon/v1/batch?writeKey=' + encodeURIComponent(options.writeKey)
    if (navigator.sendBeacon(address, bodyOf(batch))) remove(batch)
  }

  function track(event, properties) {
    if (mayTrack()) deliver({ type: 'track', event: event, properties: properties || {} })
  }
  /** An address without what stands behind ? and #, where people's data lie. */
  function bareUrl(url) {
    return String(url).split(/[?#]/)[0]
  }

  function arrive() {
    here = { path: window.location.pathname, title: document.title, seenMs: 0, since: document.hidden ? null : now(), depth: 0 }
    if (deliver === enqueue && mayTrack()) {
      enqueue({ type: 'page', name: here.title, properties: { path: here.path, title: here.title, referrer: bareUrl(document.referrer) } })
    }
    const search = new URLSearchParams(window.location.search)
    for (let i = 0; i < SEARCHES.length; i += 1) {
      const query = (search.get(SEARCHES[i]) || '').trim().slice(0, 200)
      if (query !== '') {
        track('Products Searched', { query: query, path: here.path })
        break
      }
    }
    look()
  }
  function leave() {
    if (here === null) return
    hide()
    if (here.seenMs > 0) {
      track('Page Left', {
        path: here.path,
        title: here.title,
        seconds_visible: Math.round(here.seenMs / 100) / 10,
        scroll_percent: here.depth,
      })
    }
    here.seenMs = 0
  }
  function now() {
    return window.performance.now()
  }
  function hide() {
    if (here.since === null) return
    here.seenMs += now() - here.since
    here.since = null
  }
  /** How far down the page was seen, in percent of its height. */
  function look() {
    const height = document.documentElement.scrollHeight
    if (here === null || height === 0) return
    here.depth = Math.max(here.depth, Math.min(100, Math.round(((window.scrollY + window.innerHeight) / height) * 100)))
  }
  function click(event) {
    const target = event.target && event.target.closest ? event.target.closest('[data-liuke],a[href]') : null
    if (target === null) return
    const named = target.closest('[data-liuke]')
    track('Element Clicked', {
      target: named ? named.getAttribute('data-liuke') : bareUrl(target.getAttribute('href')) || '#',
      kind: target.tagName.toLowerCase(),
      path: window.location.pathname,
    })
  }

  function start() {
    if (started) return
    started = true
    const kept = load(QUEUE)
    if (deliver === enqueue && Array.isArray(kept)) queue = kept.concat(queue).slice(-MOST_QUEUED)
    arrive()
    document.addEventListener('click', click, true)
    window.addEventListener('scroll', look, { passive: true })
    document.addEventListener('visibilitychange', function () {
      if (!document.hidden) {
        here.since = now()
        return
      }
      leave()
      flushAtEnd()
    })
    window.addEventListener('pagehide', function () {
      leave()
      flushAtEnd()
    })
    ;['pushState', 'replaceState'].forEach(function (name) {
      const original = window.history[name]
      window.history[name] = function () {
        const answer = original.apply(this, arguments)
        moved()
        return answer
      }
    })
    window.addEventListener('popstate', moved)
  }
  function moved() {
    if (here === null || window.location.pathname === here.path) return
    leave()
    arrive()
  }

  window.liukeWeb = {
    version: VERSION,
    track: track,
    /** Who it is from now on; an empty id is nobody (after a logout). */
    identify: function (userId, traits) {
      if (!mayTrack() || deliver !== enqueue) return
      save('ajs_user_id', userId ? String(userId) : null)
      if (userId) enqueue({ type: 'identify', userId: String(userId), traits: traits || {} })
      else save('ajs_anonymous_id', (memoryId = newId()))
    },
    page: function () {
      leave()
      arrive()
    },
    /** What the person answered. A no takes away what waits. */
    consent: function (answer) {
      const was = mayTrack()
      allowed = answer === true
      if (!allowed) {
        queue = []
        save(QUEUE, null)
      } else if (!was && started) arrive()
    },
    flush: flush,
    /** Stands beside analytics-next: events go through it, with its ids and its queue. */
    plugin: function () {
      return {
        name: 'Liuke Web',
        type: 'utility',
        version: VERSION,
        isLoaded: function () {
          return started
        },
        load: function (_context, analytics) {
          deliver = function (message) {
            analytics.track(message.event, message.properties)
          }
          start()
          return Promise.resolve()
        },
      }
    },
  }

  if (script && script.getAttribute('data-write-key')) {
    options.writeKey = script.getAttribute('data-write-key')
    options.address = script.getAttribute('data-address') || new URL(script.src).origin
    options.required = script.getAttribute('data-consent') === 'required'
    start()
  } else if (script) options.required = script.getAttribute('data-consent') === 'required'
})(window, document)
