const BOT = /bot\b|crawler|spider|headless|slurp|preview|facebookexternalhit|pingdom|uptime|scrapy|phantomjs|lighthouse/iu
/** Libraries and tools that fetch pages for a program; they name themselves first. */
const PROGRAM =
  /^(?:curl|wget|python|java|okhttp|go-http-client|apache-httpclient|libwww|axios|node|undici|ruby|php|perl|zgrab|masscan|nmap)\b/iu

/** Whether the sender says of itself that it is a program: a crawler, a monitor, a preview of a link, a library. */
export function isBotAgent(agent: string): boolean {
  return BOT.test(agent) || PROGRAM.test(agent.trim())
}
