import { Checkbox, Table, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { items, roles, type Ticked } from "./fields-of";

/** Which fields of which person: ticked one by one, within what may be ticked. */
export function FieldsMatrix({
  legend,
  ticked,
  within,
  error,
  onChange,
}: {
  legend: string;
  ticked: Ticked;
  /** What was asked for; everything where absent. */
  within?: Ticked;
  error?: ReactNode;
  onChange: (ticked: Ticked) => void;
}) {
  const { t } = useTranslation("desks");
  const shownRoles = roles.filter((role) => !within || items.some((item) => within.has(`${role}/${item}`)));
  const shownItems = items.filter((item) => !within || roles.some((role) => within.has(`${role}/${item}`)));
  const toggle = (key: string) => {
    const next = new Set(ticked);
    if (!next.delete(key)) next.add(key);
    onChange(next);
  };
  return (
    <fieldset style={{ border: 0, margin: 0, padding: 0, minWidth: 0 }}>
      <Text component="legend" size="xs" fw={500} mb={4}>
        {legend}
      </Text>
      <Table.ScrollContainer minWidth={360}>
        <Table withTableBorder verticalSpacing={2}>
          <Table.Thead>
            <Table.Tr>
              <Table.Td />
              {shownRoles.map((role) => (
                <Table.Th key={role} ta="center">
                  {t(`people.${role}`)}
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {shownItems.map((item) => (
              <Table.Tr key={item}>
                <Table.Th scope="row" fw={400}>
                  {t(`items.${item}`)}
                </Table.Th>
                {shownRoles.map((role) => {
                  const key = `${role}/${item}`;
                  return (
                    <Table.Td key={role}>
                      {(!within || within.has(key)) && (
                        <Checkbox
                          size="xs"
                          styles={{ body: { justifyContent: "center" } }}
                          aria-label={`${t(`people.${role}`)}: ${t(`items.${item}`)}`}
                          checked={ticked.has(key)}
                          onChange={() => toggle(key)}
                        />
                      )}
                    </Table.Td>
                  );
                })}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      {error && (
        <Text size="xs" c="var(--mantine-color-error)" role="alert">
          {error}
        </Text>
      )}
    </fieldset>
  );
}
