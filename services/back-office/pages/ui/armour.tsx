import { Button, FileButton, Group, Textarea } from "@mantine/core";
import type { ReactNode } from "react";

interface Props {
  /** On the button that reads a file. */
  file: string;
  label: string;
  placeholder: string;
  value: string;
  onChange: (value: string) => void;
  error: ReactNode;
}

/** What is pasted, or read from a file. */
export function Armour({ file, value, onChange, ...field }: Props) {
  return (
    <div>
      <Textarea
        {...field}
        required
        minRows={5}
        spellCheck={false}
        classNames={{ input: "mono" }}
        value={value}
        data-autofocus
        onChange={(event) => onChange(event.currentTarget.value)}
      />
      <Group mt={6}>
        <FileButton onChange={(chosen) => void chosen?.text().then(onChange)} accept=".asc,.pem,.crt,.txt">
          {(button) => (
            <Button variant="default" size="compact-xs" {...button}>
              {file}
            </Button>
          )}
        </FileButton>
      </Group>
    </div>
  );
}
