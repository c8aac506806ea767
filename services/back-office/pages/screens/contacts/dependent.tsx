import { List, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { DomainLink, OperationLink } from "@/ui/links";
import { type Person, rolesOf } from "./held";

const ended = ["SUCCEEDED", "FAILED"];

/** What a contact is used for: it has to be nothing before it is deleted. */
export function Dependent({ person }: { person: Person }) {
  const { t } = useTranslation("contacts");
  const operations = person.operations.filter((operation) => !ended.includes(operation.state));
  if (person.domains.length === 0 && operations.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        {t("dependent.nothing")}
      </Text>
    );
  }
  return (
    <div>
      <Text size="sm" fw={600}>
        {t("dependent.inTheWay", { count: person.domains.length })}
      </Text>
      <List size="sm" spacing={2} mt={4}>
        {person.domains.map((name) => (
          <List.Item key={name.id}>
            <DomainLink name={name.name} unicode={name.unicode} />{" "}
            <Text span size="xs" c="dimmed">
              {rolesOf(name, person.number)
                .map((role) => t(`roles.${role}`))
                .join(", ")}
            </Text>
          </List.Item>
        ))}
        {operations.map((operation) => (
          <List.Item key={operation.id}>
            {t("dependent.operation")} <OperationLink number={operation.number} />
          </List.Item>
        ))}
      </List>
      {person.domains.length === 20 && (
        <Text size="xs" c="dimmed">
          {t("names.first")}
        </Text>
      )}
    </div>
  );
}
