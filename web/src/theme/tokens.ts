/** Every colour of the console, once for light and once for dark. CSS, Ant Design and the charts all read these. */
export interface Tokens {
  canvas: string
  surface: string
  raised: string
  sunken: string
  hover: string
  line: string
  lineStrong: string
  text: string
  textSoft: string
  textFaint: string
  accent: string
  accentHover: string
  accentSoft: string
  onAccent: string
  /** One hue for risk, from deep to pale; a word always stands beside it. */
  riskHigh: string
  riskMedium: string
  riskWatch: string
  riskLow: string
  riskSoft: string
  warn: string
  warnSoft: string
  danger: string
  dangerSoft: string
  /** Context in charts: what is not the point. */
  grey: string
  greySoft: string
  grid: string
}

export type ThemeName = 'light' | 'dark'

export const tokens: Record<ThemeName, Tokens> = {
  light: {
    canvas: '#f7f7f5',
    surface: '#ffffff',
    raised: '#ffffff',
    sunken: '#f3f3f0',
    hover: '#f0f0ec',
    line: '#e5e5e0',
    lineStrong: '#cfcfc8',
    text: '#191b19',
    textSoft: '#50544f',
    textFaint: '#696d67',
    accent: '#0b6e63',
    accentHover: '#085a51',
    accentSoft: '#e2f0ed',
    onAccent: '#ffffff',
    riskHigh: '#9c3412',
    riskMedium: '#d9803f',
    riskWatch: '#e4a674',
    riskLow: '#edc9a8',
    riskSoft: '#fbf0e6',
    warn: '#7d5200',
    warnSoft: '#fdf4dc',
    danger: '#b3261e',
    dangerSoft: '#fdecea',
    grey: '#8c908a',
    greySoft: '#d2d4ce',
    grid: '#ecece8',
  },
  dark: {
    canvas: '#0f1110',
    surface: '#161918',
    raised: '#1d2120',
    sunken: '#121514',
    hover: '#1f2422',
    line: '#282d2b',
    lineStrong: '#3b423f',
    text: '#eceeec',
    textSoft: '#b0b6b2',
    textFaint: '#8f9692',
    accent: '#45c0b0',
    accentHover: '#6ad3c5',
    accentSoft: '#12312d',
    onAccent: '#04211d',
    riskHigh: '#f08a5d',
    riskMedium: '#b8653a',
    riskWatch: '#925535',
    riskLow: '#6e4630',
    riskSoft: '#2b1f18',
    warn: '#e6b450',
    warnSoft: '#2c2413',
    danger: '#f28b82',
    dangerSoft: '#331a18',
    grey: '#7d8480',
    greySoft: '#444b48',
    grid: '#232826',
  },
}

/** Writes the tokens as custom properties on the page: `canvas` becomes `--canvas`, `textSoft` `--text-soft`. */
export function applyTokens(name: ThemeName): void {
  const root = document.documentElement
  for (const [key, value] of Object.entries(tokens[name])) {
    root.style.setProperty(`--${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`, String(value))
  }
  root.dataset['theme'] = name
  root.style.colorScheme = name
}
