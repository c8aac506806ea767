import { Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { ContactLink } from "@/ui/links";
import { Card } from "@/ui/page";
import { type SmallColumn, SmallTable } from "@/ui/small-table";
import { day } from "@/ui/when";
import type { Held, HeldContact } from "./held";
import css from "./people.module.css";

interface Role {
  role: "owner" | "admin" | "tech" | "billing";
  number: number | null | undefined;
  contact: HeldContact | null | undefined;
}

/** Who stands behind the name, in which role. */
export function People({ held }: { held: Held }) {
  const { t } = useTranslation(["domains", "common"]);
  const all: Role[] = [
    { role: "owner", number: held.owner, contact: held.registrant },
    { role: "admin", number: held.admin, contact: held.adminContact },
    { role: "tech", number: held.tech, contact: held.techContact },
    { role: "billing", number: held.billing, contact: held.billingContact },
  ];
  const columns: SmallColumn<Role>[] = [
    { header: t("people.role"), cell: (row) => t(`roles.${row.role}`) },
    {
      header: t("people.contact"),
      cell: (row) => (
        <span className={css.handle}>
          <ContactLink number={row.number} handle={row.contact?.handle} />
        </span>
      ),
    },
    { header: t("people.who"), cell: (row) => <Who of={row.contact} /> },
  ];
  return (
    <Card title={t("people.title")} flush>
      <SmallTable
        label={t("people.title")}
        columns={columns}
        rows={all.filter((row) => row.number !== null && row.number !== undefined)}
        keyOf={(row) => row.role}
        empty={t("people.none")}
      />
    </Card>
  );
}

function Who({ of }: { of: HeldContact | null | undefined }) {
  const { t } = useTranslation(["domains", "common"]);
  if (!of) return null;
  const confirm = of.verifyBy ? t("people.confirmBy", { day: day(of.verifyBy) }) : null;
  if (!of.details) {
    return (
      <Text size="sm" c="dimmed" span>
        {of.status === "Erased" ? t("people.erased") : t("common:redacted")}
        {confirm && ` · ${confirm}`}
      </Text>
    );
  }
  const { firstName, lastName, organisation, city, country, email, phone } = of.details;
  const name = [firstName, lastName].filter(Boolean).join(" ");
  return (
    <div>
      <Text size="sm">{organisation || name}</Text>
      <Text size="xs" c="dimmed">
        {[organisation ? name : "", city, country].filter(Boolean).join(", ")}
      </Text>
      <Text size="xs" c="dimmed" style={{ overflowWrap: "anywhere" }}>
        {[email, phone].filter(Boolean).join(" · ")}
      </Text>
      {confirm && (
        <Text size="xs" fw={600}>
          {confirm}
        </Text>
      )}
    </div>
  );
}
