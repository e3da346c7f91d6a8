import { theme } from 'antd'
import type { ThemeConfig } from 'antd'
import { tokens } from './tokens.ts'
import type { ThemeName } from './tokens.ts'

/** Of charts, which are drawn on a canvas and read no CSS; the console's own is in base.css. */
export const fontFamily =
  "'Inter', -apple-system, BlinkMacSystemFont, 'Segoe UI', 'PingFang SC', 'Hiragino Sans GB', 'Microsoft YaHei', 'Noto Sans CJK SC', 'Noto Sans SC', 'Source Han Sans SC', Roboto, 'Helvetica Neue', Arial, sans-serif"

/** Ant Design in the console's own tokens; without `motion` nothing slides or fades. */
export function antTheme(name: ThemeName, motion: boolean): ThemeConfig {
  const t = tokens[name]
  return {
    algorithm: name === 'dark' ? theme.darkAlgorithm : theme.defaultAlgorithm,
    token: {
      motion,
      colorPrimary: t.accent,
      colorInfo: t.accent,
      colorSuccess: t.accent,
      colorError: t.danger,
      colorWarning: t.warn,
      colorPrimaryBg: t.accentSoft,
      colorPrimaryBgHover: t.accentSoft,
      colorInfoBg: t.accentSoft,
      colorInfoBorder: t.line,
      colorSuccessBg: t.accentSoft,
      colorSuccessBorder: t.line,
      colorWarningBg: t.warnSoft,
      colorWarningBorder: t.line,
      colorErrorBg: t.dangerSoft,
      colorErrorBorder: t.line,
      controlItemBgActive: t.accentSoft,
      controlItemBgHover: t.hover,
      colorLink: t.accent,
      colorLinkHover: t.accentHover,
      colorText: t.text,
      colorTextSecondary: t.textSoft,
      colorTextTertiary: t.textFaint,
      colorTextDescription: t.textFaint,
      colorTextPlaceholder: t.textFaint,
      colorBgBase: t.surface,
      colorBgContainer: t.surface,
      colorBgElevated: t.raised,
      colorBgLayout: t.canvas,
      colorBorder: t.lineStrong,
      colorBorderSecondary: t.line,
      borderRadius: 6,
      borderRadiusLG: 8,
      controlHeight: 32,
      controlHeightSM: 26,
      fontSize: 14,
      fontFamily: 'var(--font)',
      motionDurationMid: '0.14s',
      motionDurationSlow: '0.2s',
      wireframe: false,
    },
    components: {
      Button: {
        primaryColor: t.onAccent,
        primaryShadow: 'none',
        defaultShadow: 'none',
        dangerShadow: 'none',
        fontWeight: 500,
        contentFontSizeSM: 13,
        paddingInlineSM: 10,
      },
      Tabs: { horizontalItemPadding: '10px 0', titleFontSize: 14, horizontalItemGutter: 24 },
      Drawer: { paddingLG: 20 },
      Alert: { withDescriptionPadding: '10px 12px', withDescriptionIconSize: 16, defaultPadding: '7px 12px' },
      Segmented: { trackBg: t.sunken, itemSelectedBg: t.raised },
      Tooltip: { colorBgSpotlight: name === 'dark' ? t.raised : '#22261f', colorTextLightSolid: name === 'dark' ? t.text : '#ffffff' },
    },
  }
}
