import { createContext, useCallback, useContext, useEffect, useMemo, useState, useSyncExternalStore } from 'react'
import type { ReactNode } from 'react'
import { applyTokens, tokens } from './tokens.ts'
import type { ThemeName, Tokens } from './tokens.ts'

export type ThemeChoice = ThemeName | 'system'

interface ThemeMode {
  choice: ThemeChoice
  name: ThemeName
  choose: (choice: ThemeChoice) => void
}

const storageKey = 'liuke.theme'
const Context = createContext<ThemeMode | undefined>(undefined)
const darkQuery = () => window.matchMedia('(prefers-color-scheme: dark)')

function subscribe(changed: () => void): () => void {
  const query = darkQuery()
  query.addEventListener('change', changed)
  return () => query.removeEventListener('change', changed)
}

function storedChoice(): ThemeChoice {
  const value = localStorage.getItem(storageKey)
  return value === 'light' || value === 'dark' ? value : 'system'
}

export function ThemeModeProvider({ children }: { children: ReactNode }) {
  const systemDark = useSyncExternalStore(subscribe, () => darkQuery().matches)
  const [choice, setChoice] = useState<ThemeChoice>(storedChoice)
  const name: ThemeName = choice === 'system' ? (systemDark ? 'dark' : 'light') : choice
  useEffect(() => applyTokens(name), [name])
  const choose = useCallback((next: ThemeChoice) => {
    localStorage.setItem(storageKey, next)
    setChoice(next)
  }, [])
  const value = useMemo(() => ({ choice, name, choose }), [choice, name, choose])
  return <Context value={value}>{children}</Context>
}

export function useThemeMode(): ThemeMode {
  const value = useContext(Context)
  if (value === undefined) throw new Error('useThemeMode needs ThemeModeProvider above it.')
  return value
}

export function useTokens(): Tokens {
  return tokens[useThemeMode().name]
}
