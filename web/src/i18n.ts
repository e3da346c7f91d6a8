import i18next from 'i18next'
import { initReactI18next } from 'react-i18next'
import type en from '../locales/en.ts'
import type { Language } from './format/format.ts'

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'translation'
    resources: { translation: typeof en }
  }
}

const storageKey = 'liuke.language'

const loaders: Record<Language, () => Promise<object>> = {
  'zh-CN': async () => (await import('../locales/zh-CN.ts')).default,
  en: async () => (await import('../locales/en.ts')).default,
}

/** The language chosen here before, else the browser's, else Chinese. */
export function preferredLanguage(): Language {
  const stored = localStorage.getItem(storageKey)
  if (stored === 'zh-CN' || stored === 'en') return stored
  return navigator.languages.some((language) => language.toLowerCase().startsWith('zh')) || navigator.languages.length === 0
    ? 'zh-CN'
    : 'en'
}

async function load(language: Language): Promise<void> {
  if (!i18next.hasResourceBundle(language, 'translation')) {
    i18next.addResourceBundle(language, 'translation', await loaders[language]())
  }
}

/** Starts the translations with the words of one language; the others are fetched when they are chosen. */
export async function startI18n(): Promise<void> {
  const language = preferredLanguage()
  await i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: false,
    resources: {},
    interpolation: { escapeValue: false },
    returnNull: false,
  })
  await load(language)
  await changeLanguage(language)
}

export async function changeLanguage(language: Language): Promise<void> {
  await load(language)
  await i18next.changeLanguage(language)
  localStorage.setItem(storageKey, language)
  document.documentElement.lang = language
}
