import type { TypedDocumentNode } from "@graphql-typed-document-node/core";
import { notifications } from "@mantine/notifications";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useClient } from "urql";
import { refusedIn } from "@/api/refused";
import { Refusal } from "@/ui/refusal";
import { download } from "@/ui/tools";

interface File {
  name: string;
  content: BlobPart;
  type: string;
}

/** A file that the server writes: asked for anew each time, and kept by the browser; why there is none is said. */
export function useDocument<Data, Variables extends object>(
  document: TypedDocumentNode<Data, Variables>,
  file: (data: Data) => File | null,
): { write: (variables: Variables) => Promise<void>; busy: boolean } {
  const { t } = useTranslation();
  const client = useClient();
  const [busy, setBusy] = useState(false);
  const write = async (variables: Variables) => {
    setBusy(true);
    const { data, error } = await client
      .query(document as TypedDocumentNode<Data>, variables as never, { requestPolicy: "network-only" })
      .toPromise();
    setBusy(false);
    const found = data ? file(data) : null;
    if (found) return download(found.name, found.content, found.type);
    notifications.show({
      color: "red",
      closeButtonProps: { "aria-label": t("close") },
      title: t("error.title"),
      message: error ? <Refusal of={refusedIn(error)} /> : t("error.missing"),
    });
  };
  return { write, busy };
}
