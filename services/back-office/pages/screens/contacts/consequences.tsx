import { Alert, List, Skeleton, Text } from "@mantine/core";
import { IconAlertTriangle, IconInfoCircle } from "@tabler/icons-react";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { graphql } from "@/api/generated/office";
import type { ErasureConsequencesQuery } from "@/api/generated/office/graphql";
import { type Reading, useReading } from "@/api/reading";
import { Failure } from "@/ui/failure";
import { DomainLink, Go, OperationLink } from "@/ui/links";
import { type ContactRole, rolesOf } from "./held";
import { NoticeShown } from "./notice";

const ErasureConsequences = graphql(`
  query ErasureConsequences($contact: Int!) {
    erasureConsequences(contact: $contact) { ...WouldHappen }
  }
`);

const MergeConsequences = graphql(`
  query MergeConsequences($from: Int!, $into: Int!) {
    mergeConsequences(from: $from, into: $into) { ...WouldHappen }
  }

  fragment WouldHappen on Consequences {
    blockedBy { ...Told }
    happens { ...Told }
    domains { id name unicode owner admin tech billing }
    operations { id number action }
    disclosureRequests { number due }
  }

  fragment Told on Notice {
    code
    message
    values { name value }
  }
`);

type Found = ErasureConsequencesQuery["erasureConsequences"];

interface ErasureProps {
  contact: number;
  asked: boolean;
  onBlocked: (blocked: boolean) => void;
}

/** What erasing the person would do: computed by the command's own checks. */
export function ErasureWould({ contact, asked, onBlocked }: ErasureProps) {
  const reading = useReading(ErasureConsequences, { contact }, !asked);
  return (
    <Would
      contact={contact}
      reading={reading}
      found={reading.data?.erasureConsequences}
      onBlocked={onBlocked}
    />
  );
}

/** What merging two records would do. */
export function MergeWould({ contact, into, ...rest }: ErasureProps & { into: number | null }) {
  const reading = useReading(
    MergeConsequences,
    { from: contact, into: into ?? 0 },
    !rest.asked || into === null,
  );
  if (into === null) return null;
  return (
    <Would
      contact={contact}
      reading={reading}
      found={reading.data?.mergeConsequences}
      onBlocked={rest.onBlocked}
    />
  );
}

interface WouldProps {
  contact: number;
  reading: Reading<unknown>;
  found: Found | undefined;
  onBlocked: (blocked: boolean) => void;
}

function Would({ contact, reading, found, onBlocked }: WouldProps) {
  const { t } = useTranslation(["contacts", "common"]);
  const blocked = (found?.blockedBy.length ?? 0) > 0;
  // biome-ignore lint/correctness/useExhaustiveDependencies: whoever listens is told of another answer, not of another listener.
  useEffect(() => onBlocked(blocked), [blocked]);
  if (reading.error) return <Failure error={reading.error} again={reading.again} />;
  if (!found) return <Skeleton height={120} role="status" aria-label={t("common:table.loading")} />;
  return (
    <div aria-live="polite">
      {blocked && (
        <Alert
          color="red"
          variant="light"
          icon={<IconAlertTriangle />}
          title={t("would.blocked")}
          py={6}
          mb="xs"
        >
          {found.blockedBy.map((why) => (
            <Text size="sm" component="div" key={why.message}>
              <NoticeShown of={why} />
            </Text>
          ))}
        </Alert>
      )}
      <Alert color="gray" variant="light" icon={<IconInfoCircle />} title={t("would.happens")} py={6}>
        <List size="sm" spacing={2}>
          {found.happens.map((notice) => (
            <List.Item key={notice.message}>
              <NoticeShown of={notice} />
            </List.Item>
          ))}
        </List>
      </Alert>
      <Concerned contact={contact} found={found} />
    </div>
  );
}

function Concerned({ contact, found }: { contact: number; found: Found }) {
  const { t } = useTranslation(["contacts", "common"]);
  const { domains, operations, disclosureRequests } = found;
  const none = domains.length === 0 && operations.length === 0 && disclosureRequests.length === 0;
  if (none) {
    return (
      <Text size="sm" c="dimmed" mt="xs">
        {t("dependent.nothing")}
      </Text>
    );
  }
  const roles = (name: Found["domains"][number]) =>
    rolesOf(name, contact)
      .map((role: ContactRole) => t(`roles.${role}`))
      .join(", ");
  return (
    <>
      <Text size="sm" fw={600} mt="xs">
        {t("would.concerned")}
      </Text>
      <List size="sm" spacing={2}>
        {domains.map((name) => (
          <List.Item key={name.id}>
            <DomainLink name={name.name} unicode={name.unicode} />{" "}
            <Text span size="xs" c="dimmed">
              {roles(name)}
            </Text>
          </List.Item>
        ))}
        {operations.map((operation) => (
          <List.Item key={operation.id}>
            {t(`common:actions.${operation.action}`, { defaultValue: operation.action })}{" "}
            <OperationLink number={operation.number} />
          </List.Item>
        ))}
        {disclosureRequests.map((request) => (
          <List.Item key={request.number}>
            {t("would.disclosure")}{" "}
            <Go to="/disclosures/$number" params={{ number: String(request.number) }} search={{}}>
              {request.number}
            </Go>
          </List.Item>
        ))}
      </List>
    </>
  );
}
