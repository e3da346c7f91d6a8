import { Input } from 'antd'

const SHOWN = 20_000

/** A CSV text, from a file or typed. One that is too long to edit is shown by its beginning. `onChange` has the name of the file, '' for what was typed. */
export function CsvText({
  text,
  onChange,
  fileLabel,
  textLabel,
  rows,
  placeholder,
}: {
  readonly text: string
  readonly onChange: (text: string, fileName: string) => void
  readonly fileLabel: string
  readonly textLabel: string
  readonly rows: number
  readonly placeholder?: string
}) {
  const isLong = text.length > SHOWN
  return (
    <>
      <input
        type="file"
        accept=".csv,.txt,.tsv,text/csv"
        aria-label={fileLabel}
        onChange={(event) => {
          const file = event.target.files?.[0]
          if (file !== undefined) void file.text().then((value) => onChange(value, file.name))
        }}
      />
      <Input.TextArea
        aria-label={textLabel}
        rows={rows}
        {...(placeholder === undefined ? {} : { placeholder })}
        value={isLong ? `${text.slice(0, SHOWN)}…` : text}
        readOnly={isLong}
        onChange={(event) => onChange(event.target.value, '')}
      />
    </>
  )
}
