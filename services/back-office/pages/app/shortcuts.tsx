import { Kbd, Modal, Table } from "@mantine/core";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { Place } from "./places";

function typing(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && Boolean(target.closest("input, textarea, select, [contenteditable]"))
  );
}

/** `g` and a letter within a second and a half go to a place; `?`, wherever a keyboard has it, tells them all. */
export function useChords(go: (to: Place["to"]) => void, help: () => void, places: readonly Place[]): void {
  const since = useRef(0);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
      if (event.key === "?") {
        help();
        return;
      }
      if (event.key === "g") {
        since.current = Date.now();
        return;
      }
      if (Date.now() - since.current > 1_500) return;
      since.current = 0;
      const place = places.find((known) => known.key === event.key);
      if (!place) return;
      event.preventDefault();
      go(place.to);
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, [go, help, places]);
}

/** Every key, in one list. */
export function Shortcuts({
  opened,
  onClose,
  places,
  called,
}: {
  opened: boolean;
  onClose: () => void;
  places: readonly Place[];
  called: (name: string) => string;
}) {
  const { t } = useTranslation();
  const general: readonly (readonly [string, string])[] = [
    ["Ctrl K", t("keys.palette")],
    ["/", t("keys.filter")],
    ["↑ ↓ j k", t("keys.move")],
    ["Enter", t("keys.open")],
    ["Space", t("keys.select")],
    ["Esc", t("keys.close")],
    ["?", t("keys.help")],
  ];
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t("shell.shortcuts")}
      closeButtonProps={{ "aria-label": t("close") }}
    >
      <Table>
        <Table.Tbody>
          {general.map(([keys, words]) => (
            <Table.Tr key={keys}>
              <Table.Td>
                <Kbd>{keys}</Kbd>
              </Table.Td>
              <Table.Td>{words}</Table.Td>
            </Table.Tr>
          ))}
          {places.map((place) => (
            <Table.Tr key={place.name}>
              <Table.Td>
                <Kbd>g</Kbd> <Kbd>{place.key}</Kbd>
              </Table.Td>
              <Table.Td>{called(place.name)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Modal>
  );
}
