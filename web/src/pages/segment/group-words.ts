import type { TFunction } from 'i18next'
import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import type { Tokens } from '../../theme/tokens.ts'

/** The word for a tier or a class by its scheme; `none` is somebody in no group. */
export function groupWord(t: TFunction, scheme: string, group: string): string {
  if (scheme === 'value') return group === 'none' ? t('segment.none.value') : t(`codes.valueClass.${group}` as 'codes.valueClass.general')
  return group === 'none' ? t('segment.none.lifecycle') : t(`codes.lifecycle.${group}` as 'codes.lifecycle.new')
}

export function useGroupWord(scheme: string): (group: string) => string {
  const { t } = useTranslation()
  return useCallback((group: string) => groupWord(t, scheme, group), [t, scheme])
}

/** Risk in its own hue, what is worth most in the accent, the rest in greys. */
export function groupColour(tokens: Tokens, group: string): string {
  const colours: Record<string, string> = {
    high_value: tokens.accent,
    active: tokens.grey,
    potential: tokens.grey,
    new: tokens.greySoft,
    general: tokens.greySoft,
    dormant: tokens.riskLow,
    at_risk: tokens.riskMedium,
  }
  return colours[group] ?? tokens.lineStrong
}
