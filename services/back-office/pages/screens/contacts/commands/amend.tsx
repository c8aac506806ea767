import { Alert, Skeleton } from "@mantine/core";
import { IconInfoCircle } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { graphql } from "@/api/generated/office";
import { useReading } from "@/api/reading";
import { CommandDialog } from "@/ui/command";
import { asGiven, atDetails, type Details, DetailsForm } from "@/ui/contact/details-form";
import type { DialogProps } from "@/ui/dialogs";
import { Failure } from "@/ui/failure";
import type { Person } from "../held";

const AmendContact = graphql(`
  mutation AmendContact($input: AmendContactInput!) {
    amendContact(input: $input) { id consistency repeated userErrors { code field message } }
  }
`);

const ContactAsItIs = graphql(`
  query ContactAsItIs($number: Int!) {
    contact(number: $number) {
      id
      details {
        legalForm civility firstName lastName organisation street street2 postalCode city region country phone fax email
        vatNumber companyNumber locale hideEmail
        identification { name value }
      }
    }
  }
`);

/** A person's whole data, as it is and as it is to be. */
export function AmendDialog({ person, ...dialog }: DialogProps & { person: Person }) {
  const { t } = useTranslation(["contacts", "common"]);
  const [changed, setChanged] = useState<Details | null>(null);
  const reading = useReading(ContactAsItIs, { number: person.number }, !dialog.opened);
  const found = reading.data?.contact?.details;
  const present = found ? asGiven(found) : null;
  const value = changed ?? present;
  const { account } = person;
  return (
    <CommandDialog
      {...dialog}
      document={AmendContact}
      title={t("amend.title", { handle: person.handle })}
      explain={t("amend.explain")}
      verb={t("amend.verb")}
      done={t("amend.done")}
      variables={() =>
        changed === null || typeof account !== "number"
          ? null
          : { input: { account, contact: person.number, details: changed } }
      }
    >
      {(errorOf) => (
        <>
          {person.domains.some((name) => name.owner === person.number) && (
            <Alert color="gray" variant="light" icon={<IconInfoCircle />} py={6}>
              {t("amend.registrant")}
            </Alert>
          )}
          {reading.error && <Failure error={reading.error} again={reading.again} />}
          {!value && !reading.error && (
            <Skeleton height={260} role="status" aria-label={t("common:table.loading")} />
          )}
          {value && <DetailsForm value={value} onChange={setChanged} errorOf={atDetails(errorOf)} />}
        </>
      )}
    </CommandDialog>
  );
}
