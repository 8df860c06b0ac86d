// Generated from openapi.json

export interface paths {
    "/v1/studies": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Studies by state and time of receipt, newest first */
        get: operations["listStudies"];
        put?: never;
        /** Sends files as a form: DICOM, PNG or JPEG */
        post: operations["uploadStudy"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/studies/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A study: state, images, refusals, times of each stage */
        get: operations["getStudy"];
        put?: never;
        post?: never;
        /** Removes a study with everything that is stored of it */
        delete: operations["deleteStudy"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/studies/{id}/summary": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The newest summary of a study, with all that made it */
        get: operations["getSummary"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/studies/{id}/identity": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whom a de-identified study is of */
        get: operations["getStudyIdentity"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/studies/{id}/corrections": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What clinicians said of the summaries of a study */
        get: operations["listCorrections"];
        put?: never;
        /** Records a clinician's accept, edit or reject of a summary, also of one that a newer summary replaced */
        post: operations["correctSummary"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/corrections": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Corrections of all studies as JSON Lines, in the fields that the evaluation in training/ reads */
        get: operations["exportCorrections"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/studies/{id}/messages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The conversation about a study */
        get: operations["listMessages"];
        put?: never;
        /**
         * Asks a follow-up question about the image, after the summary and what was asked before
         * @description Answers as JSON when the answer is whole, or as text/event-stream: `accepted`, a `token` for each piece, and at the end `message` with the same body, or `error` with problem details. Only whole answers are kept; who closes the connection gives the question up.
         */
        post: operations["askStudy"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhook-endpoints": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All endpoints of the tenant, the oldest first */
        get: operations["listWebhookEndpoints"];
        put?: never;
        /** Sends events from now on to an address */
        post: operations["createWebhookEndpoint"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhook-endpoints/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One endpoint */
        get: operations["getWebhookEndpoint"];
        put?: never;
        post?: never;
        /** Sends nothing more to an address */
        delete: operations["deleteWebhookEndpoint"];
        options?: never;
        head?: never;
        /** Changes what is named, from the next attempt on */
        patch: operations["updateWebhookEndpoint"];
        trace?: never;
    };
    "/v1/webhook-endpoints/{id}/keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What signs the webhooks of an endpoint */
        get: operations["listWebhookKeys"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhook-endpoints/{id}/secret/rotate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A new secret; for a time the old one signs beside it */
        post: operations["rotateWebhookSecret"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhook-endpoints/{id}/disable": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sends nothing for now; its events are kept */
        post: operations["disableWebhookEndpoint"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhook-endpoints/{id}/enable": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sends again, first what was kept, the oldest first */
        post: operations["enableWebhookEndpoint"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhook-endpoints/{id}/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sends a test event to this endpoint alone */
        post: operations["testWebhookEndpoint"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhook-endpoints/{id}/deliveries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What was sent to an endpoint, and what it answered */
        get: operations["listWebhookDeliveries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhook-endpoints/{id}/deliveries/{event}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What came of one event at an endpoint */
        get: operations["getWebhookDelivery"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhook-endpoints/{id}/deliveries/{event}/redeliver": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sends one event again now, under the same id */
        post: operations["redeliverWebhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhook-endpoints/{id}/replay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sends the events of a time range again, the oldest first */
        post: operations["replayWebhooks"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhook-endpoints/{id}/replays": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The replays of an endpoint */
        get: operations["listWebhookReplays"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhook-endpoints/{id}/replays/{replay}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How far a replay is */
        get: operations["getWebhookReplay"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhook-endpoints/{id}/replays/{replay}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ends a replay within seconds; what was sent stays sent */
        post: operations["cancelWebhookReplay"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/destinations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All destinations of the tenant, the oldest first */
        get: operations["listDestinations"];
        put?: never;
        /** Sends summaries from now on to a PACS */
        post: operations["createDestination"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/destinations/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One destination */
        get: operations["getDestination"];
        put?: never;
        post?: never;
        /** Sends nothing more to a PACS */
        delete: operations["deleteDestination"];
        options?: never;
        head?: never;
        /** Changes what is named, from the next attempt on */
        patch: operations["updateDestination"];
        trace?: never;
    };
    "/v1/destinations/{id}/disable": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sends nothing for now; its summaries are kept */
        post: operations["disableDestination"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/destinations/{id}/enable": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sends again, first what was kept, the oldest first */
        post: operations["enableDestination"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/destinations/{id}/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Asks the PACS now whether it is there, by C-ECHO or a query */
        post: operations["testDestination"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/destinations/{id}/deliveries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What was sent to a PACS, and what it answered */
        get: operations["listDestinationDeliveries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/destinations/{id}/deliveries/{event}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What came of one summary at a PACS */
        get: operations["getDestinationDelivery"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/destinations/{id}/deliveries/{event}/redeliver": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sends one summary again now, as the same object */
        post: operations["redeliverToDestination"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/studies/{id}/summary.dcm": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The newest summary as a DICOM structured report */
        get: operations["getSummaryReport"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/event-types": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Every event there is, with the JSON Schema of its body */
        get: operations["listEventTypes"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/batches": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Batches, newest first */
        get: operations["listBatches"];
        put?: never;
        /**
         * Reads many studies: a list, a query, or lines of JSON
         * @description As application/json, a list or a query. As application/jsonl, lines such as `{"custom_id":"a","study":"1.2.3"}` or `{"custom_id":"a","method":"GET","url":"/v1/studies/1.2.3/summary"}`; a line that is wrong becomes a line of the error file.
         */
        post: operations["createBatch"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/batches/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A batch: state, counts, rate, when it will be done */
        get: operations["getBatch"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/batches/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Stops what is being read and gives up the rest */
        post: operations["cancelBatch"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/batches/{id}/output": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A line for each item that has a summary, so far */
        get: operations["getBatchOutput"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/batches/{id}/errors": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A line for each item that has none, with the reason, so far */
        get: operations["getBatchErrors"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/batches/{id}/results": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Summaries and reasons in one table, so far */
        get: operations["getBatchResults"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/rules": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Standing rules, the oldest first: the first that matches takes a study */
        get: operations["listRules"];
        put?: never;
        /** Lets routine studies join the batch of each night by themselves */
        post: operations["createRule"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/rules/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One rule */
        get: operations["getRule"];
        /** Changes a rule for the nights whose batch is not there yet */
        put: operations["replaceRule"];
        post?: never;
        /** Ends a rule; what has joined a batch stays in it */
        delete: operations["deleteRule"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/nights": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Nights, newest first */
        get: operations["listNights"];
        put?: never;
        /**
         * Says which studies a night is expected to bring
         * @description As application/json, a list of studies or a QIDO-RS query to a PACS. As text/csv, a list with a header line and the columns `study_instance_uid`, `accession_number` or both, and, where wanted, `reference`; other columns are not looked at.
         */
        post: operations["createNight"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/nights/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The report of a night: as of now, or as it was closed */
        get: operations["getNight"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/nights/{id}/report": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The report of a night, a line for each expected study */
        get: operations["getNightReport"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/dicomweb/studies": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Searches for studies that have DICOM instances */
        get: operations["searchDicomStudies"];
        put?: never;
        /** STOW-RS, PS3.18 10.5 */
        post: operations["storeInstances"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/dicomweb/series": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Searches for series of any study */
        get: operations["searchDicomSeries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/dicomweb/instances": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Searches for instances of any study */
        get: operations["searchDicomInstances"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/dicomweb/studies/{study}/series": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Searches for series of a study */
        get: operations["searchDicomSeriesOfStudy"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/dicomweb/studies/{study}/instances": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Searches for instances of a study */
        get: operations["searchDicomInstancesOfStudy"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/dicomweb/studies/{study}/series/{series}/instances": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Searches for instances of a series */
        get: operations["searchDicomInstancesOfSeries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/dicomweb/studies/{study}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The instances of a study, as they are stored or in explicit little endian */
        get: operations["retrieveDicomStudy"];
        put?: never;
        /** STOW-RS into one study, PS3.18 10.5 */
        post: operations["storeInstancesOfStudy"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/dicomweb/studies/{study}/series/{series}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The instances of a series, as they are stored or in explicit little endian */
        get: operations["retrieveDicomSeries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/dicomweb/studies/{study}/series/{series}/instances/{instance}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** An instance, as it is stored or in explicit little endian */
        get: operations["retrieveDicomInstance"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/dicomweb/studies/{study}/metadata": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The headers of all instances of a study */
        get: operations["getDicomStudyMetadata"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/dicomweb/studies/{study}/series/{series}/metadata": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The headers of all instances of a series */
        get: operations["getDicomSeriesMetadata"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/dicomweb/studies/{study}/series/{series}/instances/{instance}/metadata": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The header of an instance */
        get: operations["getDicomInstanceMetadata"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/dicomweb/studies/{study}/series/{series}/instances/{instance}/frames/{frames}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The pixels of an instance: samples, or as compressed */
        get: operations["retrieveDicomFrames"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/dicomweb/studies/{study}/rendered": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All images of a study as JPEG, PNG or GIF */
        get: operations["renderDicomStudy"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/dicomweb/studies/{study}/series/{series}/rendered": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All images of a series as JPEG, PNG or GIF */
        get: operations["renderDicomSeries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/dicomweb/studies/{study}/series/{series}/instances/{instance}/rendered": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** An image as JPEG, PNG or GIF */
        get: operations["renderDicomInstance"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/dicomweb/studies/{study}/series/{series}/instances/{instance}/frames/{frames}/rendered": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The frame of an instance as JPEG, PNG or GIF */
        get: operations["renderDicomFrames"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/dicomweb/studies/{study}/thumbnail": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A small picture of a study */
        get: operations["getDicomStudyThumbnail"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/dicomweb/studies/{study}/series/{series}/thumbnail": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A small picture of a series */
        get: operations["getDicomSeriesThumbnail"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/dicomweb/studies/{study}/series/{series}/instances/{instance}/thumbnail": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A small picture of an image */
        get: operations["getDicomInstanceThumbnail"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/studies/{study}/complete": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Says that nothing more of a study comes: it is read at once */
        post: operations["completeStudy"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/api-keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The API keys of this tenant, without the keys themselves */
        get: operations["listApiKeys"];
        put?: never;
        /** Issues an API key, which is shown this once */
        post: operations["createApiKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/api-keys/{id}/rotate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Issues a successor; the old key ends after the overlap */
        post: operations["rotateApiKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/api-keys/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Ends a key, everywhere within ten seconds */
        delete: operations["revokeApiKey"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who read, sent, deleted or changed what, oldest first */
        get: operations["listAudit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All tenants; for the operator */
        get: operations["listTenants"];
        put?: never;
        /** Makes a tenant and its first admin key; for the operator */
        post: operations["createTenant"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One tenant; for the operator */
        get: operations["getTenant"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Renames, limits, de-identifies, suspends or readmits a tenant, within ten seconds; for the operator */
        patch: operations["changeTenant"];
        trace?: never;
    };
    "/v1/tenants/{id}/api-keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Issues a key for a tenant that has lost its own; for the operator */
        post: operations["createTenantApiKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/healthz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether the process is alive */
        get: operations["healthz"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/readyz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether the process can work now */
        get: operations["readyz"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Prometheus metrics */
        get: operations["metrics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export interface webhooks {
    "study.received": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A study came in and was assembled; it waits to be read. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /** @constant */
                        type: "study.received";
                        /**
                         * Format: date-time
                         * @description When it happened.
                         */
                        timestamp: string;
                        data: {
                            study: string;
                            revision: number;
                            images: number;
                            refusals: number;
                            /** @description Where an endpoint asks for original identifiers: what its sender calls a de-identified study. */
                            originalStudy?: string;
                        };
                    };
                };
            };
            responses: {
                /** @description The endpoint wants no more, and is disabled */
                410: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description Taken */
                "2XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description Not taken; it is sent again */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "study.summarized": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A revision of a study has a summary: preliminary, machine-made, for a clinician to review. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /** @constant */
                        type: "study.summarized";
                        /**
                         * Format: date-time
                         * @description When it happened.
                         */
                        timestamp: string;
                        data: {
                            study: string;
                            revision: number;
                            bundle: string;
                            result: string;
                            /** @constant */
                            preliminary: true;
                            /** @description In full payloads: the preliminary text, and the notice to show with it. */
                            summary?: {
                                text: string;
                                findings: string;
                                impression: string;
                                notice: string;
                            };
                            /**
                             * @description The full text did not fit; the API has it.
                             * @constant
                             */
                            summaryOmitted?: "too_large";
                            /** @description Where an endpoint asks for original identifiers: what its sender calls a de-identified study. */
                            originalStudy?: string;
                        };
                    };
                };
            };
            responses: {
                /** @description The endpoint wants no more, and is disabled */
                410: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description Taken */
                "2XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description Not taken; it is sent again */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "study.refused": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A revision of a study has no image that can be read; each refusal has its reason. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /** @constant */
                        type: "study.refused";
                        /**
                         * Format: date-time
                         * @description When it happened.
                         */
                        timestamp: string;
                        data: {
                            study: string;
                            revision: number;
                            refusals: {
                                instance?: string;
                                /** @enum {string} */
                                code: "empty_file" | "not_dicom" | "truncated" | "damaged" | "file_too_large" | "image_too_large" | "image_too_small" | "missing_identifier" | "study_uid_mismatch" | "instance_conflict" | "sop_class_unsupported" | "modality_unsupported" | "not_chest" | "burned_in_annotation" | "age_out_of_range" | "age_unknown" | "not_frontal" | "transfer_syntax_unsupported" | "photometric_unsupported" | "bits_unsupported" | "multi_frame" | "pixel_data_missing" | "pixel_data_invalid" | "blank_image" | "saturated_image" | "duplicate_image";
                                sentence: string;
                            }[];
                            /** @description How many refusals did not fit; the API has them. */
                            refusalsOmitted?: number;
                            /** @description Where an endpoint asks for original identifiers: what its sender calls a de-identified study. */
                            originalStudy?: string;
                        };
                    };
                };
            };
            responses: {
                /** @description The endpoint wants no more, and is disabled */
                410: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description Taken */
                "2XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description Not taken; it is sent again */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "study.failed": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A revision of a study could not be read. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /** @constant */
                        type: "study.failed";
                        /**
                         * Format: date-time
                         * @description When it happened.
                         */
                        timestamp: string;
                        data: {
                            study: string;
                            revision: number;
                            code: string;
                            message: string;
                            /** @description Where an endpoint asks for original identifiers: what its sender calls a de-identified study. */
                            originalStudy?: string;
                        };
                    };
                };
            };
            responses: {
                /** @description The endpoint wants no more, and is disabled */
                410: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description Taken */
                "2XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description Not taken; it is sent again */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "study.superseded": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A new summary of a study replaces an earlier one. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /** @constant */
                        type: "study.superseded";
                        /**
                         * Format: date-time
                         * @description When it happened.
                         */
                        timestamp: string;
                        data: {
                            study: string;
                            revision: number;
                            result: string;
                            supersededRevision: number;
                            supersededResult: string;
                            /** @description Where an endpoint asks for original identifiers: what its sender calls a de-identified study. */
                            originalStudy?: string;
                        };
                    };
                };
            };
            responses: {
                /** @description The endpoint wants no more, and is disabled */
                410: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description Taken */
                "2XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description Not taken; it is sent again */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "endpoint.disabled": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Another webhook endpoint of the tenant was disabled; it gets what it missed once it is enabled. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /** @constant */
                        type: "endpoint.disabled";
                        /**
                         * Format: date-time
                         * @description When it happened.
                         */
                        timestamp: string;
                        data: {
                            endpoint: string;
                            /** @enum {string} */
                            reason: "gone" | "failing" | "manual";
                            disabledAt: string;
                        };
                    };
                };
            };
            responses: {
                /** @description The endpoint wants no more, and is disabled */
                410: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description Taken */
                "2XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description Not taken; it is sent again */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "endpoint.test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A test was asked for; it goes to its endpoint alone, whatever its filter. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /** @constant */
                        type: "endpoint.test";
                        /**
                         * Format: date-time
                         * @description When it happened.
                         */
                        timestamp: string;
                        data: {
                            endpoint: string;
                            test: string;
                        };
                    };
                };
            };
            responses: {
                /** @description The endpoint wants no more, and is disabled */
                410: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description Taken */
                "2XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description Not taken; it is sent again */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "destination.disabled": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A PACS that summaries go to was disabled; it gets what it missed once it is enabled. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /** @constant */
                        type: "destination.disabled";
                        /**
                         * Format: date-time
                         * @description When it happened.
                         */
                        timestamp: string;
                        data: {
                            destination: string;
                            /** @enum {string} */
                            reason: "failing" | "manual";
                            disabledAt: string;
                        };
                    };
                };
            };
            responses: {
                /** @description The endpoint wants no more, and is disabled */
                410: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description Taken */
                "2XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description Not taken; it is sent again */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "study.answered": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A follow-up question about a study was answered. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /** @constant */
                        type: "study.answered";
                        /**
                         * Format: date-time
                         * @description When it happened.
                         */
                        timestamp: string;
                        data: {
                            study: string;
                            revision: number;
                            message: string;
                            /** @description Where an endpoint asks for original identifiers: what its sender calls a de-identified study. */
                            originalStudy?: string;
                        };
                    };
                };
            };
            responses: {
                /** @description The endpoint wants no more, and is disabled */
                410: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description Taken */
                "2XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description Not taken; it is sent again */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "batch.completed": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A batch ended: every item has a summary or a reason. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /** @constant */
                        type: "batch.completed";
                        /**
                         * Format: date-time
                         * @description When it happened.
                         */
                        timestamp: string;
                        data: {
                            batch: string;
                            request_counts: {
                                total: number;
                                completed: number;
                                failed: number;
                            };
                            metadata?: {
                                [key: string]: string;
                            };
                        };
                    };
                };
            };
            responses: {
                /** @description The endpoint wants no more, and is disabled */
                410: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description Taken */
                "2XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description Not taken; it is sent again */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "batch.failed": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A batch could not be run at all. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /** @constant */
                        type: "batch.failed";
                        /**
                         * Format: date-time
                         * @description When it happened.
                         */
                        timestamp: string;
                        data: {
                            batch: string;
                            request_counts: {
                                total: number;
                                completed: number;
                                failed: number;
                            };
                            metadata?: {
                                [key: string]: string;
                            };
                            code: string;
                            message: string;
                        };
                    };
                };
            };
            responses: {
                /** @description The endpoint wants no more, and is disabled */
                410: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description Taken */
                "2XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description Not taken; it is sent again */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "batch.expired": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A batch ran out of time; what was read by then is kept. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /** @constant */
                        type: "batch.expired";
                        /**
                         * Format: date-time
                         * @description When it happened.
                         */
                        timestamp: string;
                        data: {
                            batch: string;
                            request_counts: {
                                total: number;
                                completed: number;
                                failed: number;
                            };
                            metadata?: {
                                [key: string]: string;
                            };
                        };
                    };
                };
            };
            responses: {
                /** @description The endpoint wants no more, and is disabled */
                410: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description Taken */
                "2XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description Not taken; it is sent again */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "batch.cancelled": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A batch was cancelled; what was read by then is kept. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /** @constant */
                        type: "batch.cancelled";
                        /**
                         * Format: date-time
                         * @description When it happened.
                         */
                        timestamp: string;
                        data: {
                            batch: string;
                            request_counts: {
                                total: number;
                                completed: number;
                                failed: number;
                            };
                            metadata?: {
                                [key: string]: string;
                            };
                        };
                    };
                };
            };
            responses: {
                /** @description The endpoint wants no more, and is disabled */
                410: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description Taken */
                "2XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description Not taken; it is sent again */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "night.closed": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The report of a night is final: what was expected against what became of it. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /** @constant */
                        type: "night.closed";
                        /**
                         * Format: date-time
                         * @description When it happened.
                         */
                        timestamp: string;
                        data: {
                            night: string;
                            /** Format: date */
                            date: string;
                            expected: number;
                            received: number;
                            assembled: number;
                            summarized: number;
                            delivered: number;
                            gaps: number;
                        };
                    };
                };
            };
            responses: {
                /** @description The endpoint wants no more, and is disabled */
                410: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description Taken */
                "2XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description Not taken; it is sent again */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export interface components {
    schemas: {
        StudyList: {
            /** @description Newest first. */
            studies: components["schemas"]["StudyItem"][];
            /** @description Give it as `cursor` for the next page; absent on the last one. */
            next?: string;
        };
        StudyItem: {
            /**
             * @description Study Instance UID.
             * @example 2.25.329800735698586629295641978511506172918
             */
            id: string;
            /** @enum {string} */
            status: "received" | "queued" | "summarized" | "refused" | "failed";
            /** @enum {string} */
            priority: "routine" | "urgent";
            /** @description 0 until the study was assembled for the first time. */
            revision: number;
            /**
             * Format: date-time
             * @example 2026-03-01T21:04:11.250Z
             */
            receivedAt: string;
            /**
             * Format: date-time
             * @example 2026-03-01T21:04:11.250Z
             */
            updatedAt: string;
        };
        Study: {
            /**
             * @description Study Instance UID.
             * @example 2.25.329800735698586629295641978511506172918
             */
            id: string;
            /** @enum {string} */
            status: "received" | "queued" | "summarized" | "refused" | "failed";
            /** @enum {string} */
            priority: "routine" | "urgent";
            revision: number;
            /** @enum {string} */
            source: "upload" | "stow" | "dimse";
            images: components["schemas"]["StudyImage"][];
            refusals: components["schemas"]["Refusal"][];
            failure?: {
                code: string;
                message: string;
                /**
                 * Format: date-time
                 * @example 2026-03-01T21:04:11.250Z
                 */
                at: string;
            };
            timings: components["schemas"]["StudyTimings"];
        };
        StudyImage: {
            /** @description SOP Instance UID. */
            sop: string;
            /** @description Series Instance UID. */
            series?: string;
            /** @enum {string} */
            format: "dicom" | "png" | "jpeg";
            modality?: string;
            /** @enum {string} */
            view: "frontal" | "lateral" | "unknown";
            /** @description Pixels. */
            width: number;
            /** @description Pixels. */
            height: number;
            /**
             * Format: date-time
             * @example 2026-03-01T21:04:11.250Z
             */
            receivedAt: string;
            /** @description Whether the current revision is read from this image. */
            read: boolean;
        };
        Refusal: {
            /** @description SOP Instance UID, where the file had one. */
            instance?: string;
            /** @enum {string} */
            code: "empty_file" | "not_dicom" | "truncated" | "damaged" | "file_too_large" | "image_too_large" | "image_too_small" | "missing_identifier" | "study_uid_mismatch" | "instance_conflict" | "sop_class_unsupported" | "modality_unsupported" | "not_chest" | "burned_in_annotation" | "age_out_of_range" | "age_unknown" | "not_frontal" | "transfer_syntax_unsupported" | "photometric_unsupported" | "bits_unsupported" | "multi_frame" | "pixel_data_missing" | "pixel_data_invalid" | "blank_image" | "saturated_image" | "duplicate_image";
            /** @example The file ends before its data does. */
            sentence: string;
            /**
             * Format: date-time
             * @example 2026-03-01T21:04:11.250Z
             */
            at: string;
        };
        StudyTimings: {
            /**
             * Format: date-time
             * @example 2026-03-01T21:04:11.250Z
             */
            receivedAt: string;
            assembledAt: string | null;
            summarizedAt: string | null;
            /** @description First successful webhook of the end of this revision. */
            deliveredAt: string | null;
            /** @description In the queue. */
            waitMs: number | null;
            encodeMs: number | null;
            firstTokenMs: number | null;
            decodeMs: number | null;
            /** @description From the queue to the stored summary. */
            totalMs: number | null;
        };
        Summary: {
            /**
             * @description Study Instance UID.
             * @example 2.25.329800735698586629295641978511506172918
             */
            study: string;
            revision: number;
            /** @description False while a newer revision of the study waits to be read. */
            current: boolean;
            id: string;
            /**
             * Format: date-time
             * @example 2026-03-01T21:04:11.250Z
             */
            createdAt: string;
            /** @example Findings: The lungs are clear. Impression: No acute finding. */
            text: string;
            findings: string;
            impression: string;
            /** @enum {boolean} */
            preliminary: true;
            /** @enum {boolean} */
            machineMade: true;
            /** @description What this text is and is not; show it with the text. */
            notice: string;
            bundle: {
                name: string;
                version: string;
                digest: string;
            };
            prompt: {
                system: string;
                template: string;
                question: string;
            };
            decoding: {
                engine: string;
                temperature: number;
                topP: number;
                repetitionPenalty: number;
                maxNewTokens: number;
                seed: number | null;
            };
            images: {
                sop: string;
                series?: string;
                sha256: string;
                view: string;
            }[];
            tokens: {
                prompt: number;
                completion: number;
            };
            /** @enum {string} */
            stopReason: "stop" | "eos" | "length";
        };
        StudyIdentity: {
            /** @description Of the study here: Study Instance UID. */
            id: string;
            study: components["schemas"]["OriginalStudy"];
            patient: components["schemas"]["OriginalPatient"];
            /** @description Days by which stored dates are earlier; 0 where dates are not shifted. */
            shiftDays: number;
            /** @description That its sender gave with an upload. */
            metadata?: {
                [key: string]: string;
            };
            /** @description SOP Instance UIDs here and of the sender, whose series it is. */
            instances: components["schemas"]["OriginalInstance"][];
        };
        OriginalStudy: {
            /** @description Study Instance UID that its sender knows. */
            uid?: string;
            studyId?: string;
            accessionNumber?: string;
            /**
             * @description As DICOM writes it.
             * @example 19700101
             */
            date?: string;
            time?: string;
            description?: string;
            referringPhysician?: string;
        };
        OriginalPatient: {
            id?: string;
            issuer?: string;
            name?: string;
            /**
             * @description As DICOM writes it.
             * @example 19700101
             */
            birthDate?: string;
            sex?: string;
        };
        OriginalInstance: {
            sop: string;
            original?: string;
            series?: string;
        };
        NewCorrection: {
            /** @description The `id` of the summary that this is about. */
            result: string;
            /** @enum {string} */
            verdict: "accept" | "edit" | "reject";
            /** @description The whole text as it should have been. Needed for, and only for, `edit`. */
            text?: string;
            /** @description That part of `text`, where it has such a part. */
            findings?: string;
            impression?: string;
            /** @description Why. */
            comment?: string;
            /** @description Who read the study, where the key belongs to a program. */
            practitioner?: {
                system?: string;
                value: string;
            };
        };
        Correction: {
            id: string;
            study: string;
            revision: number;
            result: string;
            /** @description Digest of the bundle that made the summary. */
            bundle: string;
            /** @enum {string} */
            verdict: "accept" | "edit" | "reject";
            text?: string;
            findings?: string;
            impression?: string;
            comment?: string;
            practitioner?: {
                system?: string;
                value: string;
            };
            by: {
                /** @description Id of the API key. */
                key: string;
                subject?: string;
            };
            /** Format: date-time */
            at: string;
            /** @description False where the study had a newer summary when this was said. */
            wasCurrent: boolean;
        };
        CorrectionList: {
            /** @description The oldest first. */
            corrections: components["schemas"]["Correction"][];
        };
        NewQuestion: {
            /** @example Is there a pleural effusion? */
            question: string;
        };
        Message: {
            id: string;
            study: string;
            /** @description Place in the conversation, in the order in which answers were complete. */
            number: number;
            /** @description Of the study, that the question is about. */
            revision: number;
            /** @description Id of the summary that the question is about. */
            summary: string;
            /** Format: date-time */
            askedAt: string;
            /** Format: date-time */
            createdAt: string;
            question: string;
            /** @example No, there is no pleural effusion. */
            text: string;
            /** @enum {boolean} */
            preliminary: true;
            /** @enum {boolean} */
            machineMade: true;
            /** @description What this text is and is not; show it with the text. */
            notice: string;
            bundle: {
                name: string;
                version: string;
                digest: string;
            };
            prompt: {
                system: string;
                template: string;
                turnTemplate: string;
                /** @description That the summary answers. */
                question: string;
            };
            decoding: {
                engine: string;
                temperature: number;
                topP: number;
                repetitionPenalty: number;
                maxNewTokens: number;
                seed: number | null;
            };
            images: {
                sop: string;
                series?: string;
                sha256: string;
                view: string;
            }[];
            context: {
                /** @description Ids of the earlier messages that the model was shown, the oldest first. */
                messages: string[];
                /** @description How many before them did not fit its context. */
                dropped: number;
            };
            tokens: {
                prompt: number;
                completion: number;
            };
            /** @enum {string} */
            stopReason: "stop" | "eos" | "length";
        };
        MessageList: {
            /** @description Oldest first. */
            messages: components["schemas"]["Message"][];
        };
        NewWebhookEndpoint: {
            /** @example https://hooks.example.org/wetread */
            url: string;
            /** @description Which events are sent; all of them by default. */
            events?: ("study.received" | "study.summarized" | "study.refused" | "study.failed" | "study.superseded" | "endpoint.disabled" | "endpoint.test" | "destination.disabled" | "study.answered" | "batch.completed" | "batch.failed" | "batch.expired" | "batch.cancelled" | "night.closed")[];
            description?: string;
            /**
             * @description `thin`: identifiers and codes only. `full`: with the text of a summary and its notice.
             * @default thin
             * @enum {string}
             */
            payload?: "thin" | "full";
            /**
             * @description `v1`: HMAC-SHA256 with a shared secret. `v1a`: Ed25519, verified with a public key.
             * @default [
             *       "v1"
             *     ]
             */
            signatures?: ("v1" | "v1a")[];
            /**
             * @description Private CIDR ranges that the receiver may be in. Takes a key with the scope `admin`.
             * @example [
             *       "10.20.0.0/16"
             *     ]
             */
            allowedRanges?: string[];
            /**
             * @description Of de-identified studies: `stored` names what stands for their identifiers; `original` those that their sender knows, which takes a key with the scope `identity`.
             * @enum {string}
             */
            identifiers?: "stored" | "original";
        };
        CreatedWebhookEndpoint: {
            id: string;
            url: string;
            events: ("study.received" | "study.summarized" | "study.refused" | "study.failed" | "study.superseded" | "endpoint.disabled" | "endpoint.test" | "destination.disabled" | "study.answered" | "batch.completed" | "batch.failed" | "batch.expired" | "batch.cancelled" | "night.closed")[];
            description?: string;
            /**
             * @description `thin`: identifiers and codes only. `full`: with the text of a summary and its notice.
             * @enum {string}
             */
            payload: "thin" | "full";
            /** @description `v1`: HMAC-SHA256 with a shared secret. `v1a`: Ed25519, verified with a public key. */
            signatures: ("v1" | "v1a")[];
            /**
             * @description Any of them verifies `v1a`; during a rotation there are several.
             * @example [
             *       "whpk_S1U9yGCTFzq5A8M1m0BJ4SSX3fwYvQ8YV0WkmyHdgSA="
             *     ]
             */
            publicKeys?: string[];
            allowedRanges?: string[];
            /**
             * @description Of de-identified studies: `stored` names what stands for their identifiers; `original` those that their sender knows, which takes a key with the scope `identity`.
             * @enum {string}
             */
            identifiers: "stored" | "original";
            /** @enum {string} */
            status: "enabled" | "disabled";
            /** @description Enabled again, and gets first what it missed. */
            draining: boolean;
            /**
             * Format: date-time
             * @example 2026-03-01T21:04:11.250Z
             */
            createdAt: string;
            /**
             * Format: date-time
             * @example 2026-03-01T21:04:11.250Z
             */
            disabledAt?: string;
            /**
             * @description `gone`: the receiver answered 410. `failing`: nothing reached it for days. `manual`: by the API.
             * @enum {string}
             */
            disabledReason?: "gone" | "failing" | "manual";
            /**
             * @description Verifies `v1` signatures by the Standard Webhooks rules. Shown this once.
             * @example whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo=
             */
            secret?: string;
        };
        WebhookEndpointList: {
            endpoints: components["schemas"]["WebhookEndpoint"][];
        };
        WebhookEndpoint: {
            id: string;
            url: string;
            events: ("study.received" | "study.summarized" | "study.refused" | "study.failed" | "study.superseded" | "endpoint.disabled" | "endpoint.test" | "destination.disabled" | "study.answered" | "batch.completed" | "batch.failed" | "batch.expired" | "batch.cancelled" | "night.closed")[];
            description?: string;
            /**
             * @description `thin`: identifiers and codes only. `full`: with the text of a summary and its notice.
             * @enum {string}
             */
            payload: "thin" | "full";
            /** @description `v1`: HMAC-SHA256 with a shared secret. `v1a`: Ed25519, verified with a public key. */
            signatures: ("v1" | "v1a")[];
            /**
             * @description Any of them verifies `v1a`; during a rotation there are several.
             * @example [
             *       "whpk_S1U9yGCTFzq5A8M1m0BJ4SSX3fwYvQ8YV0WkmyHdgSA="
             *     ]
             */
            publicKeys?: string[];
            allowedRanges?: string[];
            /**
             * @description Of de-identified studies: `stored` names what stands for their identifiers; `original` those that their sender knows, which takes a key with the scope `identity`.
             * @enum {string}
             */
            identifiers: "stored" | "original";
            /** @enum {string} */
            status: "enabled" | "disabled";
            /** @description Enabled again, and gets first what it missed. */
            draining: boolean;
            /**
             * Format: date-time
             * @example 2026-03-01T21:04:11.250Z
             */
            createdAt: string;
            /**
             * Format: date-time
             * @example 2026-03-01T21:04:11.250Z
             */
            disabledAt?: string;
            /**
             * @description `gone`: the receiver answered 410. `failing`: nothing reached it for days. `manual`: by the API.
             * @enum {string}
             */
            disabledReason?: "gone" | "failing" | "manual";
        };
        WebhookEndpointPatch: {
            /** @example https://hooks.example.org/wetread */
            url?: string;
            /** @description `null`: all of them. Types that are new count from now on. */
            events?: ("study.received" | "study.summarized" | "study.refused" | "study.failed" | "study.superseded" | "endpoint.disabled" | "endpoint.test" | "destination.disabled" | "study.answered" | "batch.completed" | "batch.failed" | "batch.expired" | "batch.cancelled" | "night.closed")[] | null;
            description?: string | null;
            /**
             * @description `thin`: identifiers and codes only. `full`: with the text of a summary and its notice.
             * @enum {string}
             */
            payload?: "thin" | "full";
            allowedRanges?: string[] | null;
            /**
             * @description Of de-identified studies: `stored` names what stands for their identifiers; `original` those that their sender knows, which takes a key with the scope `identity`.
             * @enum {string}
             */
            identifiers?: "stored" | "original";
        };
        WebhookKeyList: {
            /** @description What signs now, the newest first. */
            keys: components["schemas"]["WebhookKey"][];
        };
        WebhookKey: {
            /** @enum {string} */
            kind: "v1" | "v1a";
            /** @description Of `v1a`. */
            publicKey?: string;
            /**
             * Format: date-time
             * @example 2026-03-01T21:04:11.250Z
             */
            createdAt: string;
            /**
             * Format: date-time
             * @description It was rotated out, and signs until then.
             * @example 2026-03-01T21:04:11.250Z
             */
            expiresAt?: string;
        };
        WebhookSecretRotation: {
            /**
             * @description How long the old secret signs beside the new one.
             * @default 86400
             */
            overlapSeconds?: number;
        };
        SentWebhookEvent: {
            /** @description The webhook-id; look at its delivery for what came of it. */
            event: string;
        };
        WebhookDeliveryList: {
            /** @description Newest event first. */
            deliveries: components["schemas"]["WebhookDelivery"][];
            /** @description Give it as `cursor` for the next page; absent on the last one. */
            next?: string;
        };
        WebhookDelivery: {
            /** @description Id of the event: the webhook-id header of every attempt. */
            event: string;
            /** @enum {string} */
            type: "study.received" | "study.summarized" | "study.refused" | "study.failed" | "study.superseded" | "endpoint.disabled" | "endpoint.test" | "destination.disabled" | "study.answered" | "batch.completed" | "batch.failed" | "batch.expired" | "batch.cancelled" | "night.closed";
            /**
             * @description `exhausted`: no attempt is left. `held`: the endpoint is disabled, and gets it once enabled.
             * @enum {string}
             */
            status: "pending" | "delivered" | "exhausted" | "held";
            /**
             * Format: date-time
             * @example 2026-03-01T21:04:11.250Z
             */
            createdAt: string;
            /**
             * Format: date-time
             * @example 2026-03-01T21:04:11.250Z
             */
            settledAt?: string;
            /**
             * Format: date-time
             * @description First success.
             * @example 2026-03-01T21:04:11.250Z
             */
            deliveredAt?: string;
            /**
             * Format: date-time
             * @example 2026-03-01T21:04:11.250Z
             */
            nextAttemptAt?: string;
            /** @description The last 50. */
            attempts: components["schemas"]["WebhookAttempt"][];
        };
        WebhookAttempt: {
            /** Format: date-time */
            at: string;
            durationMs: number;
            status?: number;
            error?: string;
            response?: string;
        };
        NewWebhookReplay: {
            /**
             * Format: date-time
             * @description Events from this time on.
             */
            since: string;
            /**
             * Format: date-time
             * @description Up to this time; now by default.
             */
            until?: string;
            /** @description Only these; all by default. */
            types?: ("study.received" | "study.summarized" | "study.refused" | "study.failed" | "study.superseded" | "endpoint.disabled" | "endpoint.test" | "destination.disabled" | "study.answered" | "batch.completed" | "batch.failed" | "batch.expired" | "batch.cancelled" | "night.closed")[];
            /**
             * @description Only what used up its attempts.
             * @default false
             */
            onlyFailed?: boolean;
            /** @default 10 */
            perSecond?: number;
        };
        WebhookReplay: {
            id: string;
            /**
             * Format: date-time
             * @example 2026-03-01T21:04:11.250Z
             */
            since: string;
            /**
             * Format: date-time
             * @example 2026-03-01T21:04:11.250Z
             */
            until: string;
            types?: ("study.received" | "study.summarized" | "study.refused" | "study.failed" | "study.superseded" | "endpoint.disabled" | "endpoint.test" | "destination.disabled" | "study.answered" | "batch.completed" | "batch.failed" | "batch.expired" | "batch.cancelled" | "night.closed")[];
            onlyFailed: boolean;
            perSecond: number;
            /** @enum {string} */
            status: "running" | "completed" | "cancelled" | "cancelling";
            /**
             * Format: date-time
             * @example 2026-03-01T21:04:11.250Z
             */
            createdAt: string;
            /**
             * Format: date-time
             * @example 2026-03-01T21:04:11.250Z
             */
            endedAt?: string;
            /** @description Deliveries in the range. */
            total: number;
            /** @description Of them, gone through. */
            seen: number;
            /** @description Of them, sent again; the others did not match or are under way anyway. */
            sent: number;
        };
        WebhookReplayList: {
            /** @description The last 50, the newest first. */
            replays: components["schemas"]["WebhookReplay"][];
        };
        NewDestination: components["schemas"]["NewDimseDestination"] | components["schemas"]["NewDicomwebDestination"];
        NewDimseDestination: {
            /** @enum {string} */
            kind: "dimse";
            /**
             * @description Name or address.
             * @example pacs.example.org
             */
            host: string;
            /** @default 104 */
            port?: number;
            /**
             * @description AE title of the PACS.
             * @example XRAY_ROOM_2
             */
            calledAeTitle: string;
            /**
             * @description Ours, as the PACS knows it.
             * @default WETREAD
             * @example XRAY_ROOM_2
             */
            callingAeTitle?: string;
            /**
             * @description Without it, addresses outside of allowed ranges are refused.
             * @default false
             */
            tls?: boolean;
            description?: string;
            /**
             * @description Private CIDR ranges that the receiver may be in. Takes a key with the scope `admin`.
             * @example [
             *       "10.20.0.0/16"
             *     ]
             */
            allowedRanges?: string[];
            /**
             * @description Of de-identified studies: `stored` names what stands for their identifiers; `original` those that their sender knows, which takes a key with the scope `identity`.
             * @enum {string}
             */
            identifiers?: "stored" | "original";
        };
        NewDicomwebDestination: {
            /** @enum {string} */
            kind: "dicomweb";
            /**
             * @description To which instances are posted (STOW-RS): it usually ends in `/studies`.
             * @example https://pacs.example.org/dicom-web/studies
             */
            url: string;
            /** @description Value of the Authorization header. Kept encrypted, and never shown. */
            authorization?: string;
            description?: string;
            /**
             * @description Private CIDR ranges that the receiver may be in. Takes a key with the scope `admin`.
             * @example [
             *       "10.20.0.0/16"
             *     ]
             */
            allowedRanges?: string[];
            /**
             * @description Of de-identified studies: `stored` names what stands for their identifiers; `original` those that their sender knows, which takes a key with the scope `identity`.
             * @enum {string}
             */
            identifiers?: "stored" | "original";
        };
        Destination: components["schemas"]["DimseDestination"] | components["schemas"]["DicomwebDestination"];
        DimseDestination: {
            /** @enum {string} */
            kind: "dimse";
            host: string;
            port: number;
            calledAeTitle: string;
            callingAeTitle: string;
            tls: boolean;
            id: string;
            description?: string;
            allowedRanges?: string[];
            /**
             * @description Of de-identified studies: `stored` names what stands for their identifiers; `original` those that their sender knows, which takes a key with the scope `identity`.
             * @enum {string}
             */
            identifiers: "stored" | "original";
            /** @enum {string} */
            status: "enabled" | "disabled";
            /** @description Enabled again, and gets first what it missed. */
            draining: boolean;
            /**
             * Format: date-time
             * @example 2026-03-01T21:04:11.250Z
             */
            createdAt: string;
            /**
             * Format: date-time
             * @example 2026-03-01T21:04:11.250Z
             */
            disabledAt?: string;
            /**
             * @description `failing`: nothing reached it for days. `manual`: by the API.
             * @enum {string}
             */
            disabledReason?: "failing" | "manual";
        };
        DicomwebDestination: {
            /** @enum {string} */
            kind: "dicomweb";
            url: string;
            authorized: boolean;
            id: string;
            description?: string;
            allowedRanges?: string[];
            /**
             * @description Of de-identified studies: `stored` names what stands for their identifiers; `original` those that their sender knows, which takes a key with the scope `identity`.
             * @enum {string}
             */
            identifiers: "stored" | "original";
            /** @enum {string} */
            status: "enabled" | "disabled";
            /** @description Enabled again, and gets first what it missed. */
            draining: boolean;
            /**
             * Format: date-time
             * @example 2026-03-01T21:04:11.250Z
             */
            createdAt: string;
            /**
             * Format: date-time
             * @example 2026-03-01T21:04:11.250Z
             */
            disabledAt?: string;
            /**
             * @description `failing`: nothing reached it for days. `manual`: by the API.
             * @enum {string}
             */
            disabledReason?: "failing" | "manual";
        };
        DestinationList: {
            destinations: components["schemas"]["Destination"][];
        };
        /** @description `host`, `port`, `tls` and the AE titles of `dimse`; `url` and `authorization` of `dicomweb`. */
        DestinationPatch: {
            /**
             * @description Name or address.
             * @example pacs.example.org
             */
            host?: string;
            port?: number;
            /** @example XRAY_ROOM_2 */
            calledAeTitle?: string;
            /** @example XRAY_ROOM_2 */
            callingAeTitle?: string;
            tls?: boolean;
            /**
             * @description To which instances are posted (STOW-RS): it usually ends in `/studies`.
             * @example https://pacs.example.org/dicom-web/studies
             */
            url?: string;
            /** @description `null`: none. Where `url` leads to another server, the old one is not sent there: give it again. */
            authorization?: string | null;
            description?: string | null;
            allowedRanges?: string[] | null;
            /**
             * @description Of de-identified studies: `stored` names what stands for their identifiers; `original` those that their sender knows, which takes a key with the scope `identity`.
             * @enum {string}
             */
            identifiers?: "stored" | "original";
        };
        DestinationTest: {
            ok: boolean;
            durationMs: number;
            /** @description HTTP status. */
            status?: number;
            /**
             * @description DIMSE status, or STOW-RS failure or warning reason: four hexadecimal digits.
             * @example 0000
             */
            dimse?: string;
            /** @description Whether it negotiated Basic Text SR; of `dimse` alone. */
            acceptsReports?: boolean;
            error?: string;
        };
        DestinationDeliveryList: {
            /** @description Newest event first. */
            deliveries: components["schemas"]["DestinationDelivery"][];
            /** @description Give it as `cursor` for the next page; absent on the last one. */
            next?: string;
        };
        DestinationDelivery: {
            /** @description Id of the `study.summarized` event that it delivers. */
            event: string;
            /** @description Absent where the study was deleted. */
            study?: string;
            revision?: number;
            /**
             * @description `exhausted`: no attempt is left, or the last one was refused for good. `held`: it is disabled.
             * @enum {string}
             */
            status: "pending" | "delivered" | "exhausted" | "held";
            /**
             * Format: date-time
             * @example 2026-03-01T21:04:11.250Z
             */
            createdAt: string;
            /**
             * Format: date-time
             * @example 2026-03-01T21:04:11.250Z
             */
            settledAt?: string;
            /**
             * Format: date-time
             * @description First success.
             * @example 2026-03-01T21:04:11.250Z
             */
            deliveredAt?: string;
            /**
             * Format: date-time
             * @example 2026-03-01T21:04:11.250Z
             */
            nextAttemptAt?: string;
            /** @description The last 50. */
            attempts: components["schemas"]["DestinationAttempt"][];
        };
        DestinationAttempt: {
            /** Format: date-time */
            at: string;
            durationMs: number;
            status?: number;
            /**
             * @description DIMSE status, or STOW-RS failure or warning reason: four hexadecimal digits.
             * @example 0000
             */
            dimse?: string;
            error?: string;
            response?: string;
        };
        WebhookEventTypeList: {
            eventTypes: components["schemas"]["WebhookEventType"][];
        };
        WebhookEventType: {
            /** @enum {string} */
            type: "study.received" | "study.summarized" | "study.refused" | "study.failed" | "study.superseded" | "endpoint.disabled" | "endpoint.test" | "destination.disabled" | "study.answered" | "batch.completed" | "batch.failed" | "batch.expired" | "batch.cancelled" | "night.closed";
            description: string;
            /** @description JSON Schema (2020-12) of the body. */
            schema: {
                [key: string]: unknown;
            };
        };
        NewBatch: {
            /** @description Studies by UID, at most 1,000; for more, upload lines as application/jsonl. */
            studies?: (string | {
                study: string;
                custom_id?: string;
            })[];
            /** @description Every study that was received by now and is as said. */
            query?: {
                /** @enum {string} */
                status?: "received" | "queued" | "summarized" | "refused" | "failed";
                /** Format: date-time */
                since?: string;
                /** Format: date-time */
                until?: string;
                /** @example XRAY_ROOM_2 */
                ae_title?: string;
                /** @enum {string} */
                source?: "upload" | "stow" | "dimse";
                /** @enum {string} */
                priority?: "routine" | "urgent";
            };
            /** @description Given back with the batch and in its event. */
            metadata?: {
                [key: string]: string;
            };
            /** @description Routine studies are read while the wall clock is in it; urgent ones at once. Without it all are read now. */
            window?: {
                /** @example 22:00 */
                start: string;
                /**
                 * @description Before `start`: of the next day.
                 * @example 22:00
                 */
                end: string;
                /** @example Europe/Berlin */
                time_zone: string;
            };
            /**
             * Format: date-time
             * @description When the batch should be done: `progress.at_risk` tells whether it will not.
             * @example 2026-03-02T06:30:00+01:00
             */
            due_at?: string;
            /**
             * Format: date-time
             * @description What is unread by then is given up; a week after the batch was made, where not given.
             * @example 2026-03-02T06:30:00+01:00
             */
            expires_at?: string;
        };
        Batch: {
            id: string;
            /** @enum {string} */
            object: "batch";
            /** @enum {string} */
            status: "validating" | "in_progress" | "finalizing" | "completed" | "expired" | "cancelling" | "cancelled" | "failed";
            /** @enum {string} */
            source: "input" | "query" | "rule";
            rule?: string;
            /**
             * Format: date
             * @description Local date of the night, of a batch that a rule made.
             */
            night?: string;
            metadata?: {
                [key: string]: string;
            };
            window?: {
                /** @example 22:00 */
                start: string;
                /**
                 * @description Before `start`: of the next day.
                 * @example 22:00
                 */
                end: string;
                /** @example Europe/Berlin */
                time_zone: string;
            };
            /**
             * Format: date-time
             * @example 2026-03-01T21:04:11.250Z
             */
            due_at?: string;
            /**
             * Format: date-time
             * @example 2026-03-01T21:04:11.250Z
             */
            created_at: string;
            /**
             * Format: date-time
             * @description When the first studies were let go.
             * @example 2026-03-01T21:04:11.250Z
             */
            in_progress_at?: string;
            /**
             * Format: date-time
             * @example 2026-03-01T21:04:11.250Z
             */
            finalizing_at?: string;
            /**
             * Format: date-time
             * @example 2026-03-01T21:04:11.250Z
             */
            completed_at?: string;
            /**
             * Format: date-time
             * @example 2026-03-01T21:04:11.250Z
             */
            failed_at?: string;
            /**
             * Format: date-time
             * @example 2026-03-01T21:04:11.250Z
             */
            expired_at?: string;
            /**
             * Format: date-time
             * @example 2026-03-01T21:04:11.250Z
             */
            cancelling_at?: string;
            /**
             * Format: date-time
             * @example 2026-03-01T21:04:11.250Z
             */
            cancelled_at?: string;
            /**
             * Format: date-time
             * @example 2026-03-01T21:04:11.250Z
             */
            expires_at: string;
            request_counts: {
                total: number;
                completed: number;
                failed: number;
            };
            progress: {
                /** @description 0 to 1. */
                fraction: number;
                /** @description Measured over the last ten minutes or so. */
                rate_per_minute: number | null;
                /** @description By that rate, resting while the window is closed. */
                eta: string | null;
                /** @description Whether it will be done after `due_at`. */
                at_risk: boolean;
            };
            errors?: {
                code: string;
                message: string;
            }[];
            /** @description Path of the JSONL of what has a summary, so far. */
            output_file: string;
            /** @description Path of the JSONL of what has none, so far. */
            error_file: string;
            /** @description Path of both as CSV. */
            results_file: string;
        };
        BatchList: {
            /** @description Newest first. */
            batches: components["schemas"]["Batch"][];
            /** @description Give it as `cursor` for the next page; absent on the last one. */
            next?: string;
        };
        NewRule: {
            name?: string;
            /** @description Routine studies of which all this is true. */
            match: {
                /** @example XRAY_ROOM_2 */
                ae_title?: string;
                /** @enum {string} */
                source?: "upload" | "stow" | "dimse";
            };
            window: {
                /** @example 22:00 */
                start: string;
                /**
                 * @description Before `start`: of the next day.
                 * @example 22:00
                 */
                end: string;
                /** @example Europe/Berlin */
                time_zone: string;
            };
            /** @description By the window's wall clock: when each night's batch is due. */
            due?: string;
            /** @description Of each night's batch. */
            metadata?: {
                [key: string]: string;
            };
            /** @default true */
            enabled?: boolean;
        };
        Rule: {
            id: string;
            name?: string;
            /** @description Routine studies of which all this is true. */
            match: {
                /** @example XRAY_ROOM_2 */
                ae_title?: string;
                /** @enum {string} */
                source?: "upload" | "stow" | "dimse";
            };
            window: {
                /** @example 22:00 */
                start: string;
                /**
                 * @description Before `start`: of the next day.
                 * @example 22:00
                 */
                end: string;
                /** @example Europe/Berlin */
                time_zone: string;
            };
            /** @description By the window's wall clock: when each night's batch is due. */
            due?: string;
            /** @description Of each night's batch. */
            metadata?: {
                [key: string]: string;
            };
            enabled: boolean;
            /**
             * Format: date-time
             * @example 2026-03-01T21:04:11.250Z
             */
            created_at: string;
        };
        RuleList: {
            rules: components["schemas"]["Rule"][];
        };
        NewNight: {
            /**
             * Format: date
             * @description Name of the night, by the local date of its start.
             */
            date: string;
            /**
             * Format: date-time
             * @description When the last report is made and the event told; at once, where not given.
             * @example 2026-03-02T06:30:00+01:00
             */
            closes_at?: string;
            expected: {
                /** @description By UID, accession number or both, at most 1,000; for more, upload a list as text/csv. */
                studies?: {
                    study?: string;
                    /** @example A2026-004711 */
                    accession_number?: string;
                    /** @description Your own name of it, given back in the report. */
                    reference?: string;
                }[];
                /** @description QIDO-RS: the studies that a PACS has, asked for now. The address rules of webhooks hold. */
                qido?: {
                    /** @example https://pacs.example.org/dicomweb */
                    url: string;
                    /**
                     * @default {}
                     * @example {
                     *       "StudyDate": "20260301",
                     *       "ModalitiesInStudy": "DX"
                     *     }
                     */
                    match?: {
                        [key: string]: string;
                    };
                    /**
                     * @description Header for the PACS, in ASCII. Sent once, and kept nowhere.
                     * @example Bearer eyJhbGciOiJFUzI1NiJ9
                     */
                    authorization?: string;
                };
            };
        };
        NightItem: {
            id: string;
            /** Format: date */
            date: string;
            /** @enum {string} */
            status: "open" | "closed";
            /**
             * Format: date-time
             * @example 2026-03-02T05:30:00.000Z
             */
            created_at: string;
            /**
             * Format: date-time
             * @example 2026-03-02T05:30:00.000Z
             */
            closes_at: string;
            /**
             * Format: date-time
             * @example 2026-03-02T05:30:00.000Z
             */
            closed_at?: string;
            /** @enum {string} */
            expected_from: "list" | "csv" | "qido";
            /** @description Path of the report as CSV, with a line for each expected study. */
            report_file: string;
            expected: number;
        };
        NightList: {
            /** @description Newest first, at most 100. */
            nights: components["schemas"]["NightItem"][];
        };
        Night: {
            id: string;
            /** Format: date */
            date: string;
            /** @enum {string} */
            status: "open" | "closed";
            /**
             * Format: date-time
             * @example 2026-03-02T05:30:00.000Z
             */
            created_at: string;
            /**
             * Format: date-time
             * @example 2026-03-02T05:30:00.000Z
             */
            closes_at: string;
            /**
             * Format: date-time
             * @example 2026-03-02T05:30:00.000Z
             */
            closed_at?: string;
            /** @enum {string} */
            expected_from: "list" | "csv" | "qido";
            /** @description Path of the report as CSV, with a line for each expected study. */
            report_file: string;
            /** @description While the night is open: as of now. */
            counts: {
                expected: number;
                received: number;
                assembled: number;
                summarized: number;
                /** @description A webhook with the end of the current revision was answered with 2xx. */
                delivered: number;
                gaps: number;
            };
            /** @description Gaps by reason code. */
            by_reason: {
                [key: string]: number;
            };
            /** @description The first 1,000; the CSV has all. */
            gaps: {
                study?: string;
                reference?: string;
                /**
                 * @description Another study under the accession number of an expected one.
                 * @enum {boolean}
                 */
                further?: true;
                /** @enum {string} */
                reached: "none" | "received" | "assembled" | "summarized" | "delivered";
                gap?: string;
                message?: string;
                accession_number?: string;
                /** @description As the list names the study, where it came under another UID. */
                expected_study?: string;
                /** @description With `identifiers=original`, of a de-identified study: as its sender knows it. */
                original?: {
                    study?: string;
                    accession_number?: string;
                };
            }[];
        };
        /** @description DICOM JSON, PS3.18 annex F. */
        DicomJson: {
            [key: string]: {
                vr: string;
            } & {
                [key: string]: unknown;
            };
        }[];
        Upload: {
            patient_id?: string;
            /** @enum {string} */
            priority?: "routine" | "urgent";
            /** @description A JSON object of strings, kept with the study. */
            metadata?: string;
            /** @description How many each study has in all: with the last one it is read. */
            instances?: number;
            /** @description DICOM, PNG or JPEG. Fields stand before files. */
            files: string[];
        };
        UploadAnswer: {
            studies: ({
                id: string;
                refusals: ({
                    /** @enum {string} */
                    code: "empty_file" | "not_dicom" | "truncated" | "damaged" | "file_too_large" | "image_too_large" | "image_too_small" | "missing_identifier" | "study_uid_mismatch" | "instance_conflict" | "sop_class_unsupported" | "modality_unsupported" | "not_chest" | "burned_in_annotation" | "age_out_of_range" | "age_unknown" | "not_frontal" | "transfer_syntax_unsupported" | "photometric_unsupported" | "bits_unsupported" | "multi_frame" | "pixel_data_missing" | "pixel_data_invalid" | "blank_image" | "saturated_image" | "duplicate_image";
                    sentence: string;
                } & {
                    [key: string]: unknown;
                })[];
            } & {
                [key: string]: unknown;
            })[];
        } & {
            [key: string]: unknown;
        };
        CompleteAnswer: {
            id: string;
            url: string;
        } & {
            [key: string]: unknown;
        };
        /** Format: binary */
        StowRequest: string;
        /** @description DICOM JSON with ReferencedSOPSequence (00081199) and FailedSOPSequence (00081198). */
        StowAnswer: {
            [key: string]: unknown;
        };
        ApiKeyList: {
            /** @description Oldest first. */
            keys: components["schemas"]["ApiKey"][];
        };
        ApiKey: {
            /** Format: uuid */
            id: string;
            name: string;
            /**
             * @description The first characters, by which to tell keys apart.
             * @example wr_k3Xa0
             */
            prefix: string;
            scopes: ("ingest" | "read" | "chat" | "webhooks" | "identity" | "admin")[];
            /**
             * Format: date-time
             * @example 2026-03-01T21:04:11.250Z
             */
            createdAt: string;
            /**
             * Format: date-time
             * @example 2026-03-01T21:04:11.250Z
             */
            expiresAt?: string;
            /**
             * Format: uuid
             * @description The key that it was rotated to.
             */
            replacedBy?: string;
            /**
             * Format: date-time
             * @description Late by up to a minute; unknown after a loss of Redis.
             * @example 2026-03-01T21:04:11.250Z
             */
            lastUsedAt?: string;
        };
        NewApiKey: {
            /** @example PACS bridge */
            name: string;
            /** @description What the key opens; `admin` opens everything. */
            scopes: ("ingest" | "read" | "chat" | "webhooks" | "identity" | "admin")[];
            /**
             * Format: date-time
             * @description When the key ends; without it, when it is revoked.
             */
            expiresAt?: string;
        };
        CreatedApiKey: {
            /** Format: uuid */
            id: string;
            name: string;
            /**
             * @description The first characters, by which to tell keys apart.
             * @example wr_k3Xa0
             */
            prefix: string;
            scopes: ("ingest" | "read" | "chat" | "webhooks" | "identity" | "admin")[];
            /**
             * Format: date-time
             * @example 2026-03-01T21:04:11.250Z
             */
            createdAt: string;
            /**
             * Format: date-time
             * @example 2026-03-01T21:04:11.250Z
             */
            expiresAt?: string;
            /**
             * Format: uuid
             * @description The key that it was rotated to.
             */
            replacedBy?: string;
            /**
             * Format: date-time
             * @description Late by up to a minute; unknown after a loss of Redis.
             * @example 2026-03-01T21:04:11.250Z
             */
            lastUsedAt?: string;
            /**
             * @description The key itself. Shown this once.
             * @example wr_…
             */
            key: string;
        };
        ApiKeyRotation: {
            /**
             * @description How long the old key still works; every process may believe it ten seconds more.
             * @default 86400
             */
            overlapSeconds?: number;
        };
        RotatedApiKey: {
            new: components["schemas"]["CreatedApiKey"];
            old: components["schemas"]["ApiKey"];
        };
        AuditList: {
            /** @description Oldest first, to the minute. */
            entries: components["schemas"]["AuditEntry"][];
            /** @description Give it as `cursor` for the next page; absent on the last one. */
            next?: string;
        };
        AuditEntry: {
            id: string;
            /** Format: date-time */
            at: string;
            /** @enum {string} */
            service: "gateway" | "ingest";
            actor: {
                /** @enum {string} */
                kind: "key" | "subject" | "ae";
                id: string;
                issuer?: string;
            };
            operation: string;
            method: string;
            route?: string;
            /** @enum {string} */
            outcome: "success" | "refused" | "failed";
            status: number;
            /** @description By type and id, as far as the request names them. */
            objects: {
                type: string;
                id: string;
            }[];
            requestId: string;
            address?: string;
            forwardedFor?: string;
        };
        TenantList: {
            tenants: components["schemas"]["Tenant"][];
        };
        Tenant: {
            id: string;
            /** @example Northern Hospitals */
            name: string;
            /**
             * Format: date-time
             * @example 2026-03-01T21:04:11.250Z
             */
            createdAt: string;
            limits?: components["schemas"]["TenantLimits"];
            deidentification?: components["schemas"]["Deidentification"];
            /**
             * Format: date-time
             * @example 2026-03-01T21:04:11.250Z
             */
            suspendedAt?: string;
        };
        /** @description What the tenant may do at most; for absent fields the installation’s defaults hold. */
        TenantLimits: {
            requestsPerMinute?: number;
            uploadsPerMinute?: number;
            queuedStudies?: number;
        };
        /** @description How files are de-identified before they are stored: PS3.15 Annex E. Without it they are stored as they come. */
        Deidentification: {
            /**
             * @default remove
             * @enum {string}
             */
            dates: "remove" | "shift" | "keep";
            /** @default [] */
            retain: ("uids" | "device" | "institution" | "patient_characteristics")[];
            /** @default false */
            cleanDescriptors: boolean;
            /** @default [] */
            safePrivate: {
                creator: string;
                group: string;
                element: string;
            }[];
        };
        NewTenant: {
            /** @example north */
            id: string;
            /** @example Northern Hospitals */
            name: string;
            limits?: components["schemas"]["TenantLimits"];
            deidentification?: components["schemas"]["Deidentification"];
        };
        CreatedTenant: {
            id: string;
            /** @example Northern Hospitals */
            name: string;
            /**
             * Format: date-time
             * @example 2026-03-01T21:04:11.250Z
             */
            createdAt: string;
            limits?: components["schemas"]["TenantLimits"];
            deidentification?: components["schemas"]["Deidentification"];
            /**
             * Format: date-time
             * @example 2026-03-01T21:04:11.250Z
             */
            suspendedAt?: string;
            key: components["schemas"]["CreatedApiKey"];
        };
        TenantChange: {
            /** @example Northern Hospitals */
            name?: string;
            limits?: components["schemas"]["TenantLimits"];
            /** @description For files from now on; `null` for none. What is stored stays as it is. */
            deidentification?: components["schemas"]["Deidentification"] | null;
            /** @description Whether nobody of the tenant gets in. What is stored stays. */
            suspended?: boolean;
        };
        /** @description RFC 9457 problem details. */
        Problem: {
            /** @example urn:wetread:error:not_found */
            type: string;
            title: string;
            status: number;
            detail: string;
            /** @enum {string} */
            code: "invalid_request" | "unauthenticated" | "forbidden" | "not_found" | "method_unsupported" | "not_acceptable" | "conflict" | "no_summary_yet" | "no_summary" | "too_large" | "head_too_large" | "request_timeout" | "unsupported_media_type" | "nothing_accepted" | "limit_exceeded" | "overloaded" | "storage_unavailable" | "identity_unavailable" | "queue_unavailable" | "issuer_unavailable" | "ingest_unavailable" | "pacs_unavailable" | "encoder_unavailable" | "decoder_unavailable" | "deadline_exceeded" | "cancelled" | "draining" | "config_invalid" | "bundle_invalid" | "bundle_mismatch" | "image_invalid" | "embedding_invalid" | "context_too_long" | "sampling_invalid" | "address_refused" | "record_invalid" | "internal";
            /** @description Whether the same request may succeed later; see also Retry-After. */
            retryable: boolean;
        } & {
            [key: string]: unknown;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    listStudies: {
        parameters: {
            query?: {
                /** @description Only studies in this state. */
                status?: "received" | "queued" | "summarized" | "refused" | "failed";
                /** @description Received at or after this time. */
                since?: string;
                /** @description Received at or before this time. */
                until?: string;
                /** @description Items a page, at most. */
                limit?: number;
                /** @description The `next` of the page before. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StudyList"];
                };
            };
            /** @description The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid API key was given */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This API key may not do that */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A limit of this tenant is reached */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The issuer of bearer tokens did not answer; Object storage did not answer; Redis did not answer */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    uploadStudy: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key makes the same study. */
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/form-data": components["schemas"]["Upload"];
            };
        };
        responses: {
            /** @description Stored, and on its way to be read */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UploadAnswer"];
                };
            };
            /** @description The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid API key was given */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This API key may not do that */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request is larger than allowed */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The content type is not supported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing in the request could be accepted; the refusals say why */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A limit of this tenant is reached */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description A bounded queue is full; Ingest did not answer
             *
             *     The issuer of bearer tokens did not answer; Object storage did not answer; Redis did not answer
             */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getStudy: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Study Instance UID. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The study */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Study"];
                };
            };
            /** @description The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid API key was given */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This API key may not do that */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing for this tenant */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A limit of this tenant is reached */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The issuer of bearer tokens did not answer; Object storage did not answer; Redis did not answer */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteStudy: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Study Instance UID. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is gone */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid API key was given */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This API key may not do that */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing for this tenant */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A limit of this tenant is reached */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The issuer of bearer tokens did not answer; Object storage did not answer; Redis did not answer */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getSummary: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Study Instance UID. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The summary; as text/plain, the notice and then the text */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Summary"];
                    "text/plain": string;
                };
            };
            /** @description The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid API key was given */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This API key may not do that */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing for this tenant */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A limit of this tenant is reached */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The issuer of bearer tokens did not answer; Object storage did not answer; Redis did not answer */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getStudyIdentity: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Study Instance UID. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What its files and its sender said */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StudyIdentity"];
                };
            };
            /** @description The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid API key was given */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This API key may not do that */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing for this tenant */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A limit of this tenant is reached */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description The key that identities are kept under is not set
             *
             *     The issuer of bearer tokens did not answer; Object storage did not answer; Redis did not answer
             */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listCorrections: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Study Instance UID. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All of it */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CorrectionList"];
                };
            };
            /** @description The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid API key was given */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This API key may not do that */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing for this tenant */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A limit of this tenant is reached */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The issuer of bearer tokens did not answer; Object storage did not answer; Redis did not answer */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    correctSummary: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Study Instance UID. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewCorrection"];
            };
        };
        responses: {
            /** @description It is kept */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Correction"];
                };
            };
            /** @description The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid API key was given */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This API key may not do that */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing for this tenant */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request is larger than allowed */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The content type is not supported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A limit of this tenant is reached */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The issuer of bearer tokens did not answer; Object storage did not answer; Redis did not answer */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    exportCorrections: {
        parameters: {
            query?: {
                /** @description Said at or after this time. */
                since?: string;
                /** @description Only these. Without it those that leave a reference text: `accept` and `edit`. */
                verdict?: "accept" | "edit" | "reject";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One correction a line, the oldest first */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/x-ndjson": string;
                };
            };
            /** @description The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid API key was given */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This API key may not do that */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A limit of this tenant is reached */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The issuer of bearer tokens did not answer; Object storage did not answer; Redis did not answer */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listMessages: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Study Instance UID. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All of it */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessageList"];
                };
            };
            /** @description The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid API key was given */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This API key may not do that */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing for this tenant */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A limit of this tenant is reached */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The issuer of bearer tokens did not answer; Object storage did not answer; Redis did not answer */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    askStudy: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key gets the same message. */
                "idempotency-key"?: string;
            };
            path: {
                /** @description Study Instance UID. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewQuestion"];
            };
        };
        responses: {
            /** @description The question with its answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Message"];
                    "text/event-stream": string;
                };
            };
            /** @description The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid API key was given */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This API key may not do that */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing for this tenant */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The study has no summary yet; The study has no summary and gets none; The request conflicts with what is stored */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request is larger than allowed */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The content type is not supported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The prompt does not fit the context */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A limit of this tenant is reached */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description A bounded queue is full; The decoder did not answer; No encoder answered; Object storage did not answer; Redis did not answer
             *
             *     The issuer of bearer tokens did not answer; Object storage did not answer; Redis did not answer
             */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The deadline passed */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listWebhookEndpoints: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The endpoints */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookEndpointList"];
                };
            };
            /** @description No valid API key was given */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This API key may not do that */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A limit of this tenant is reached */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The issuer of bearer tokens did not answer; Object storage did not answer; Redis did not answer */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createWebhookEndpoint: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewWebhookEndpoint"];
            };
        };
        responses: {
            /** @description The endpoint, with its secret */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreatedWebhookEndpoint"];
                };
            };
            /** @description The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid API key was given */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This API key may not do that */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request conflicts with what is stored */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request is larger than allowed */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The content type is not supported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The address is not allowed */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A limit of this tenant is reached */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The issuer of bearer tokens did not answer; Object storage did not answer; Redis did not answer */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getWebhookEndpoint: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The endpoint */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookEndpoint"];
                };
            };
            /** @description The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid API key was given */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This API key may not do that */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing for this tenant */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A limit of this tenant is reached */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The issuer of bearer tokens did not answer; Object storage did not answer; Redis did not answer */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteWebhookEndpoint: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is gone */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid API key was given */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This API key may not do that */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing for this tenant */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A limit of this tenant is reached */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description A bounded queue is full
             *
             *     The issuer of bearer tokens did not answer; Object storage did not answer; Redis did not answer
             */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    updateWebhookEndpoint: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookEndpointPatch"];
            };
        };
        responses: {
            /** @description The endpoint */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookEndpoint"];
                };
            };
            /** @description The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid API key was given */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This API key may not do that */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing for this tenant */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request is larger than allowed */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The content type is not supported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The address is not allowed */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A limit of this tenant is reached */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description A bounded queue is full
             *
             *     The issuer of bearer tokens did not answer; Object storage did not answer; Redis did not answer
             */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listWebhookKeys: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The keys, without secrets */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookKeyList"];
                };
            };
            /** @description The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid API key was given */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This API key may not do that */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing for this tenant */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A limit of this tenant is reached */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The issuer of bearer tokens did not answer; Object storage did not answer; Redis did not answer */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    rotateWebhookSecret: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookSecretRotation"];
            };
        };
        responses: {
            /** @description The endpoint, with its new secret */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreatedWebhookEndpoint"];
                };
            };
            /** @description The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid API key was given */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This API key may not do that */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing for this tenant */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request conflicts with what is stored */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request is larger than allowed */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The content type is not supported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A limit of this tenant is reached */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description A bounded queue is full
             *
             *     The issuer of bearer tokens did not answer; Object storage did not answer; Redis did not answer
             */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    disableWebhookEndpoint: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The endpoint */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookEndpoint"];
                };
            };
            /** @description The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid API key was given */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This API key may not do that */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing for this tenant */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A limit of this tenant is reached */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description A bounded queue is full
             *
             *     The issuer of bearer tokens did not answer; Object storage did not answer; Redis did not answer
             */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    enableWebhookEndpoint: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The endpoint */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookEndpoint"];
                };
            };
            /** @description The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid API key was given */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This API key may not do that */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing for this tenant */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A limit of this tenant is reached */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description A bounded queue is full
             *
             *     The issuer of bearer tokens did not answer; Object storage did not answer; Redis did not answer
             */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    testWebhookEndpoint: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is on its way */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SentWebhookEvent"];
                };
            };
            /** @description The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid API key was given */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This API key may not do that */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing for this tenant */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request conflicts with what is stored */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A limit of this tenant is reached */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The issuer of bearer tokens did not answer; Object storage did not answer; Redis did not answer */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listWebhookDeliveries: {
        parameters: {
            query?: {
                /** @description Items a page, at most. */
                limit?: number;
                /** @description The `next` of the page before. */
                cursor?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page of the log */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookDeliveryList"];
                };
            };
            /** @description The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid API key was given */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This API key may not do that */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing for this tenant */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A limit of this tenant is reached */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The issuer of bearer tokens did not answer; Object storage did not answer; Redis did not answer */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getWebhookDelivery: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                event: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The delivery */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookDelivery"];
                };
            };
            /** @description The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid API key was given */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This API key may not do that */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing for this tenant */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A limit of this tenant is reached */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The issuer of bearer tokens did not answer; Object storage did not answer; Redis did not answer */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    redeliverWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                event: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is on its way */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookDelivery"];
                };
            };
            /** @description The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid API key was given */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This API key may not do that */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing for this tenant */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request conflicts with what is stored */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A limit of this tenant is reached */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The issuer of bearer tokens did not answer; Object storage did not answer; Redis did not answer */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    replayWebhooks: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewWebhookReplay"];
            };
        };
        responses: {
            /** @description The replay, which has begun */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookReplay"];
                };
            };
            /** @description The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid API key was given */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This API key may not do that */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing for this tenant */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request conflicts with what is stored */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request is larger than allowed */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The content type is not supported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A limit of this tenant is reached */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The issuer of bearer tokens did not answer; Object storage did not answer; Redis did not answer */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listWebhookReplays: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The replays */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookReplayList"];
                };
            };
            /** @description The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid API key was given */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This API key may not do that */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing for this tenant */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A limit of this tenant is reached */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The issuer of bearer tokens did not answer; Object storage did not answer; Redis did not answer */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getWebhookReplay: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                replay: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The replay */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookReplay"];
                };
            };
            /** @description The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid API key was given */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This API key may not do that */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing for this tenant */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A limit of this tenant is reached */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The issuer of bearer tokens did not answer; Object storage did not answer; Redis did not answer */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    cancelWebhookReplay: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                replay: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The replay */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookReplay"];
                };
            };
            /** @description The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid API key was given */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This API key may not do that */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing for this tenant */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A limit of this tenant is reached */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The issuer of bearer tokens did not answer; Object storage did not answer; Redis did not answer */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listDestinations: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The destinations */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DestinationList"];
                };
            };
            /** @description No valid API key was given */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This API key may not do that */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A limit of this tenant is reached */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The issuer of bearer tokens did not answer; Object storage did not answer; Redis did not answer */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createDestination: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewDestination"];
            };
        };
        responses: {
            /** @description The destination */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Destination"];
                };
            };
            /** @description The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid API key was given */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This API key may not do that */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request conflicts with what is stored */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request is larger than allowed */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The content type is not supported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The address is not allowed */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A limit of this tenant is reached */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The issuer of bearer tokens did not answer; Object storage did not answer; Redis did not answer */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getDestination: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The destination */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Destination"];
                };
            };
            /** @description The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid API key was given */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This API key may not do that */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing for this tenant */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A limit of this tenant is reached */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The issuer of bearer tokens did not answer; Object storage did not answer; Redis did not answer */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteDestination: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is gone */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid API key was given */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This API key may not do that */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing for this tenant */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A limit of this tenant is reached */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description A bounded queue is full
             *
             *     The issuer of bearer tokens did not answer; Object storage did not answer; Redis did not answer
             */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    updateDestination: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DestinationPatch"];
            };
        };
        responses: {
            /** @description The destination */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Destination"];
                };
            };
            /** @description The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid API key was given */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This API key may not do that */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing for this tenant */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request is larger than allowed */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The content type is not supported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The address is not allowed */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A limit of this tenant is reached */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description A bounded queue is full
             *
             *     The issuer of bearer tokens did not answer; Object storage did not answer; Redis did not answer
             */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    disableDestination: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The destination */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Destination"];
                };
            };
            /** @description The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid API key was given */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This API key may not do that */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing for this tenant */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A limit of this tenant is reached */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description A bounded queue is full
             *
             *     The issuer of bearer tokens did not answer; Object storage did not answer; Redis did not answer
             */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    enableDestination: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The destination */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Destination"];
                };
            };
            /** @description The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid API key was given */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This API key may not do that */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing for this tenant */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A limit of this tenant is reached */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description A bounded queue is full
             *
             *     The issuer of bearer tokens did not answer; Object storage did not answer; Redis did not answer
             */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    testDestination: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What it answered */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DestinationTest"];
                };
            };
            /** @description The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid API key was given */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This API key may not do that */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing for this tenant */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A limit of this tenant is reached */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The issuer of bearer tokens did not answer; Object storage did not answer; Redis did not answer */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listDestinationDeliveries: {
        parameters: {
            query?: {
                /** @description Items a page, at most. */
                limit?: number;
                /** @description The `next` of the page before. */
                cursor?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page of the log */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DestinationDeliveryList"];
                };
            };
            /** @description The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid API key was given */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This API key may not do that */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing for this tenant */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A limit of this tenant is reached */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The issuer of bearer tokens did not answer; Object storage did not answer; Redis did not answer */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getDestinationDelivery: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                event: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The delivery */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DestinationDelivery"];
                };
            };
            /** @description The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid API key was given */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This API key may not do that */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing for this tenant */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A limit of this tenant is reached */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The issuer of bearer tokens did not answer; Object storage did not answer; Redis did not answer */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    redeliverToDestination: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                event: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is on its way */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DestinationDelivery"];
                };
            };
            /** @description The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid API key was given */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This API key may not do that */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing for this tenant */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request conflicts with what is stored */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A limit of this tenant is reached */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The issuer of bearer tokens did not answer; Object storage did not answer; Redis did not answer */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getSummaryReport: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Study Instance UID. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A Basic Text SR as a Part 10 file */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/dicom": string;
                };
            };
            /** @description The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid API key was given */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This API key may not do that */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing for this tenant */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no answer in the form that was asked for */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The study has no summary yet; The study has no summary and gets none */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A limit of this tenant is reached */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The issuer of bearer tokens did not answer; Object storage did not answer; Redis did not answer */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listEventTypes: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The catalogue */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookEventTypeList"];
                };
            };
            /** @description No valid API key was given */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This API key may not do that */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A limit of this tenant is reached */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The issuer of bearer tokens did not answer; Object storage did not answer; Redis did not answer */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listBatches: {
        parameters: {
            query?: {
                /** @description Items a page, at most. */
                limit?: number;
                /** @description The `next` of the page before. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BatchList"];
                };
            };
            /** @description The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid API key was given */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This API key may not do that */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A limit of this tenant is reached */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The issuer of bearer tokens did not answer; Object storage did not answer; Redis did not answer */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createBatch: {
        parameters: {
            query?: {
                /** @description Of an upload: `metadata`, `window`, `due_at` and `expires_at` as one JSON object. */
                options?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewBatch"];
            };
        };
        responses: {
            /** @description The batch, which is being validated */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Batch"];
                };
            };
            /** @description The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid API key was given */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This API key may not do that */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request is larger than allowed */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The content type is not supported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A limit of this tenant is reached */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The address and headers of the request are larger than allowed */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The issuer of bearer tokens did not answer; Object storage did not answer; Redis did not answer */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getBatch: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The batch */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Batch"];
                };
            };
            /** @description The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid API key was given */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This API key may not do that */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing for this tenant */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A limit of this tenant is reached */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The issuer of bearer tokens did not answer; Object storage did not answer; Redis did not answer */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    cancelBatch: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The batch; what has a summary keeps it */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Batch"];
                };
            };
            /** @description The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid API key was given */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This API key may not do that */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing for this tenant */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request conflicts with what is stored */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A limit of this tenant is reached */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The issuer of bearer tokens did not answer; Object storage did not answer; Redis did not answer */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getBatchOutput: {
        parameters: {
            query?: {
                /** @description Of de-identified studies: `stored` names what stands for their identifiers; `original` those that their sender knows, which takes a key with the scope `identity`. */
                identifiers?: "stored" | "original";
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Lines as in an OpenAI output file */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/jsonl": string;
                };
            };
            /** @description The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid API key was given */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This API key may not do that */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing for this tenant */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A limit of this tenant is reached */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The issuer of bearer tokens did not answer; Object storage did not answer; Redis did not answer */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getBatchErrors: {
        parameters: {
            query?: {
                /** @description Of de-identified studies: `stored` names what stands for their identifiers; `original` those that their sender knows, which takes a key with the scope `identity`. */
                identifiers?: "stored" | "original";
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Lines as in an OpenAI error file */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/jsonl": string;
                };
            };
            /** @description The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid API key was given */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This API key may not do that */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing for this tenant */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A limit of this tenant is reached */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The issuer of bearer tokens did not answer; Object storage did not answer; Redis did not answer */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getBatchResults: {
        parameters: {
            query?: {
                /** @description Of de-identified studies: `stored` names what stands for their identifiers; `original` those that their sender knows, which takes a key with the scope `identity`. */
                identifiers?: "stored" | "original";
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description CSV with a header line */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                };
            };
            /** @description The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid API key was given */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This API key may not do that */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing for this tenant */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A limit of this tenant is reached */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The issuer of bearer tokens did not answer; Object storage did not answer; Redis did not answer */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listRules: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The rules */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RuleList"];
                };
            };
            /** @description No valid API key was given */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This API key may not do that */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A limit of this tenant is reached */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The issuer of bearer tokens did not answer; Object storage did not answer; Redis did not answer */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createRule: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewRule"];
            };
        };
        responses: {
            /** @description The rule */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Rule"];
                };
            };
            /** @description The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid API key was given */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This API key may not do that */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request conflicts with what is stored */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request is larger than allowed */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The content type is not supported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A limit of this tenant is reached */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The issuer of bearer tokens did not answer; Object storage did not answer; Redis did not answer */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getRule: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Rule"];
                };
            };
            /** @description The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid API key was given */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This API key may not do that */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing for this tenant */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A limit of this tenant is reached */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The issuer of bearer tokens did not answer; Object storage did not answer; Redis did not answer */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    replaceRule: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewRule"];
            };
        };
        responses: {
            /** @description The rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Rule"];
                };
            };
            /** @description The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid API key was given */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This API key may not do that */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing for this tenant */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request is larger than allowed */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The content type is not supported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A limit of this tenant is reached */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The issuer of bearer tokens did not answer; Object storage did not answer; Redis did not answer */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteRule: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is gone */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid API key was given */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This API key may not do that */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing for this tenant */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A limit of this tenant is reached */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The issuer of bearer tokens did not answer; Object storage did not answer; Redis did not answer */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listNights: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The nights */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NightList"];
                };
            };
            /** @description No valid API key was given */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This API key may not do that */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A limit of this tenant is reached */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The issuer of bearer tokens did not answer; Object storage did not answer; Redis did not answer */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createNight: {
        parameters: {
            query?: {
                /** @description Of an upload of CSV: as in JSON. */
                date?: string;
                /** @description Of an upload of CSV: as in JSON. */
                closes_at?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewNight"];
            };
        };
        responses: {
            /** @description The night */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NightItem"];
                };
            };
            /** @description The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid API key was given */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This API key may not do that */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request is larger than allowed */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The content type is not supported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The address is not allowed */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A limit of this tenant is reached */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description The PACS did not answer
             *
             *     The issuer of bearer tokens did not answer; Object storage did not answer; Redis did not answer
             */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getNight: {
        parameters: {
            query?: {
                /** @description Of de-identified studies: `stored` names what stands for their identifiers; `original` those that their sender knows, which takes a key with the scope `identity`. */
                identifiers?: "stored" | "original";
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The report */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Night"];
                };
            };
            /** @description The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid API key was given */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This API key may not do that */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing for this tenant */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A limit of this tenant is reached */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The issuer of bearer tokens did not answer; Object storage did not answer; Redis did not answer */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getNightReport: {
        parameters: {
            query?: {
                /** @description Of de-identified studies: `stored` names what stands for their identifiers; `original` those that their sender knows, which takes a key with the scope `identity`. */
                identifiers?: "stored" | "original";
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description CSV with a header line */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                };
            };
            /** @description The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid API key was given */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This API key may not do that */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing for this tenant */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A limit of this tenant is reached */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The issuer of bearer tokens did not answer; Object storage did not answer; Redis did not answer */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    searchDicomStudies: {
        parameters: {
            query?: {
                /** @description At most 200 count; 100 where it is not given. */
                limit?: number;
                /** @description Results to skip. */
                offset?: number;
                /** @description An attribute, or `all`. */
                includefield?: string;
                /** @description Not supported: names match literally, with a warning. */
                fuzzymatching?: boolean;
                /** @description Only results that match. */
                StudyDate?: string;
                /** @description Only results that match. */
                StudyTime?: string;
                /** @description Only results that match. */
                AccessionNumber?: string;
                /** @description Only results that match. */
                ModalitiesInStudy?: string;
                /** @description Only results that match. */
                PatientName?: string;
                /** @description Only results that match. */
                PatientID?: string;
                /** @description Only results that match. */
                StudyInstanceUID?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What matches, newest first; the header Warning says where it is not all */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/dicom+json": components["schemas"]["DicomJson"];
                    "application/json": components["schemas"]["DicomJson"];
                    "multipart/related": components["schemas"]["DicomJson"];
                };
            };
            /** @description Nothing matches */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid API key was given */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This API key may not do that */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no answer in the form that was asked for */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A limit of this tenant is reached */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The issuer of bearer tokens did not answer; Object storage did not answer; Redis did not answer */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    storeInstances: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/related": components["schemas"]["StowRequest"];
                "application/dicom": components["schemas"]["StowRequest"];
            };
        };
        responses: {
            /** @description All instances are stored */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/dicom+json": components["schemas"]["StowAnswer"];
                    "application/dicom+xml": string;
                };
            };
            /** @description Some instances are stored; the others are in FailedSOPSequence */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/dicom+json": components["schemas"]["StowAnswer"];
                    "application/dicom+xml": string;
                };
            };
            /** @description The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid API key was given */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This API key may not do that */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no answer in the form that was asked for */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No instance is stored */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/dicom+json": components["schemas"]["StowAnswer"];
                    "application/dicom+xml": string;
                };
            };
            /** @description The request is larger than allowed */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The content type is not supported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A limit of this tenant is reached */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description A bounded queue is full; Ingest did not answer
             *
             *     The issuer of bearer tokens did not answer; Object storage did not answer; Redis did not answer
             */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    searchDicomSeries: {
        parameters: {
            query?: {
                /** @description At most 200 count; 100 where it is not given. */
                limit?: number;
                /** @description Results to skip. */
                offset?: number;
                /** @description An attribute, or `all`. */
                includefield?: string;
                /** @description Not supported: names match literally, with a warning. */
                fuzzymatching?: boolean;
                /** @description Only results that match. */
                StudyInstanceUID?: string;
                /** @description Only results that match. */
                Modality?: string;
                /** @description Only results that match. */
                SeriesInstanceUID?: string;
                /** @description Only results that match. */
                SeriesNumber?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What matches, newest first; the header Warning says where it is not all */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/dicom+json": components["schemas"]["DicomJson"];
                    "application/json": components["schemas"]["DicomJson"];
                    "multipart/related": components["schemas"]["DicomJson"];
                };
            };
            /** @description Nothing matches */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid API key was given */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This API key may not do that */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no answer in the form that was asked for */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A limit of this tenant is reached */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The issuer of bearer tokens did not answer; Object storage did not answer; Redis did not answer */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    searchDicomInstances: {
        parameters: {
            query?: {
                /** @description At most 200 count; 100 where it is not given. */
                limit?: number;
                /** @description Results to skip. */
                offset?: number;
                /** @description An attribute, or `all`. */
                includefield?: string;
                /** @description Not supported: names match literally, with a warning. */
                fuzzymatching?: boolean;
                /** @description Only results that match. */
                StudyInstanceUID?: string;
                /** @description Only results that match. */
                SeriesInstanceUID?: string;
                /** @description Only results that match. */
                SOPClassUID?: string;
                /** @description Only results that match. */
                SOPInstanceUID?: string;
                /** @description Only results that match. */
                InstanceNumber?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What matches, newest first; the header Warning says where it is not all */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/dicom+json": components["schemas"]["DicomJson"];
                    "application/json": components["schemas"]["DicomJson"];
                    "multipart/related": components["schemas"]["DicomJson"];
                };
            };
            /** @description Nothing matches */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid API key was given */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This API key may not do that */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no answer in the form that was asked for */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A limit of this tenant is reached */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The issuer of bearer tokens did not answer; Object storage did not answer; Redis did not answer */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    searchDicomSeriesOfStudy: {
        parameters: {
            query?: {
                /** @description At most 200 count; 100 where it is not given. */
                limit?: number;
                /** @description Results to skip. */
                offset?: number;
                /** @description An attribute, or `all`. */
                includefield?: string;
                /** @description Not supported: names match literally, with a warning. */
                fuzzymatching?: boolean;
                /** @description Only results that match. */
                StudyInstanceUID?: string;
                /** @description Only results that match. */
                Modality?: string;
                /** @description Only results that match. */
                SeriesInstanceUID?: string;
                /** @description Only results that match. */
                SeriesNumber?: string;
            };
            header?: never;
            path: {
                /** @description Study Instance UID. */
                study: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What matches, newest first; the header Warning says where it is not all */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/dicom+json": components["schemas"]["DicomJson"];
                    "application/json": components["schemas"]["DicomJson"];
                    "multipart/related": components["schemas"]["DicomJson"];
                };
            };
            /** @description Nothing matches */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid API key was given */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This API key may not do that */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no answer in the form that was asked for */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A limit of this tenant is reached */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The issuer of bearer tokens did not answer; Object storage did not answer; Redis did not answer */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    searchDicomInstancesOfStudy: {
        parameters: {
            query?: {
                /** @description At most 200 count; 100 where it is not given. */
                limit?: number;
                /** @description Results to skip. */
                offset?: number;
                /** @description An attribute, or `all`. */
                includefield?: string;
                /** @description Not supported: names match literally, with a warning. */
                fuzzymatching?: boolean;
                /** @description Only results that match. */
                StudyInstanceUID?: string;
                /** @description Only results that match. */
                SeriesInstanceUID?: string;
                /** @description Only results that match. */
                SOPClassUID?: string;
                /** @description Only results that match. */
                SOPInstanceUID?: string;
                /** @description Only results that match. */
                InstanceNumber?: string;
            };
            header?: never;
            path: {
                /** @description Study Instance UID. */
                study: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What matches, newest first; the header Warning says where it is not all */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/dicom+json": components["schemas"]["DicomJson"];
                    "application/json": components["schemas"]["DicomJson"];
                    "multipart/related": components["schemas"]["DicomJson"];
                };
            };
            /** @description Nothing matches */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid API key was given */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This API key may not do that */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no answer in the form that was asked for */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A limit of this tenant is reached */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The issuer of bearer tokens did not answer; Object storage did not answer; Redis did not answer */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    searchDicomInstancesOfSeries: {
        parameters: {
            query?: {
                /** @description At most 200 count; 100 where it is not given. */
                limit?: number;
                /** @description Results to skip. */
                offset?: number;
                /** @description An attribute, or `all`. */
                includefield?: string;
                /** @description Not supported: names match literally, with a warning. */
                fuzzymatching?: boolean;
                /** @description Only results that match. */
                StudyInstanceUID?: string;
                /** @description Only results that match. */
                SeriesInstanceUID?: string;
                /** @description Only results that match. */
                SOPClassUID?: string;
                /** @description Only results that match. */
                SOPInstanceUID?: string;
                /** @description Only results that match. */
                InstanceNumber?: string;
            };
            header?: never;
            path: {
                /** @description Study Instance UID. */
                study: string;
                /** @description Series Instance UID. */
                series: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What matches, newest first; the header Warning says where it is not all */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/dicom+json": components["schemas"]["DicomJson"];
                    "application/json": components["schemas"]["DicomJson"];
                    "multipart/related": components["schemas"]["DicomJson"];
                };
            };
            /** @description Nothing matches */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid API key was given */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This API key may not do that */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no answer in the form that was asked for */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A limit of this tenant is reached */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The issuer of bearer tokens did not answer; Object storage did not answer; Redis did not answer */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    retrieveDicomStudy: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Study Instance UID. */
                study: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One part an instance; 206 where some have a transfer syntax that is not accepted */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "multipart/related": string;
                };
            };
            /** @description One part an instance; 206 where some have a transfer syntax that is not accepted */
            206: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "multipart/related": string;
                };
            };
            /** @description What If-None-Match names has not changed */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid API key was given */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This API key may not do that */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing for this tenant */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no answer in the form that was asked for */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The image cannot be read */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A limit of this tenant is reached */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description A bounded queue is full
             *
             *     The issuer of bearer tokens did not answer; Object storage did not answer; Redis did not answer
             */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The deadline passed */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    storeInstancesOfStudy: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Study Instance UID that every instance must have. */
                study: unknown;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/related": components["schemas"]["StowRequest"];
                "application/dicom": components["schemas"]["StowRequest"];
            };
        };
        responses: {
            /** @description All instances are stored */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/dicom+json": components["schemas"]["StowAnswer"];
                    "application/dicom+xml": string;
                };
            };
            /** @description Some instances are stored; the others are in FailedSOPSequence */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/dicom+json": components["schemas"]["StowAnswer"];
                    "application/dicom+xml": string;
                };
            };
            /** @description The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid API key was given */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This API key may not do that */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no answer in the form that was asked for */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No instance is stored */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/dicom+json": components["schemas"]["StowAnswer"];
                    "application/dicom+xml": string;
                };
            };
            /** @description The request is larger than allowed */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The content type is not supported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A limit of this tenant is reached */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description A bounded queue is full; Ingest did not answer
             *
             *     The issuer of bearer tokens did not answer; Object storage did not answer; Redis did not answer
             */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    retrieveDicomSeries: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Study Instance UID. */
                study: string;
                /** @description Series Instance UID. */
                series: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One part an instance; 206 where some have a transfer syntax that is not accepted */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "multipart/related": string;
                };
            };
            /** @description One part an instance; 206 where some have a transfer syntax that is not accepted */
            206: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "multipart/related": string;
                };
            };
            /** @description What If-None-Match names has not changed */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid API key was given */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This API key may not do that */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing for this tenant */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no answer in the form that was asked for */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The image cannot be read */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A limit of this tenant is reached */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description A bounded queue is full
             *
             *     The issuer of bearer tokens did not answer; Object storage did not answer; Redis did not answer
             */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The deadline passed */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    retrieveDicomInstance: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Study Instance UID. */
                study: string;
                /** @description Series Instance UID. */
                series: string;
                /** @description SOP Instance UID. */
                instance: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The DICOM file, alone or as the only part */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "multipart/related": string;
                    "application/dicom": string;
                };
            };
            /** @description What If-None-Match names has not changed */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid API key was given */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This API key may not do that */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing for this tenant */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no answer in the form that was asked for */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The image cannot be read */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A limit of this tenant is reached */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description A bounded queue is full
             *
             *     The issuer of bearer tokens did not answer; Object storage did not answer; Redis did not answer
             */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The deadline passed */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getDicomStudyMetadata: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Study Instance UID. */
                study: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One dataset an instance */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/dicom+json": components["schemas"]["DicomJson"];
                    "application/json": components["schemas"]["DicomJson"];
                    "multipart/related": components["schemas"]["DicomJson"];
                };
            };
            /** @description The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid API key was given */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This API key may not do that */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing for this tenant */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no answer in the form that was asked for */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The image cannot be read */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A limit of this tenant is reached */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The issuer of bearer tokens did not answer; Object storage did not answer; Redis did not answer */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getDicomSeriesMetadata: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Study Instance UID. */
                study: string;
                /** @description Series Instance UID. */
                series: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One dataset an instance */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/dicom+json": components["schemas"]["DicomJson"];
                    "application/json": components["schemas"]["DicomJson"];
                    "multipart/related": components["schemas"]["DicomJson"];
                };
            };
            /** @description The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid API key was given */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This API key may not do that */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing for this tenant */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no answer in the form that was asked for */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The image cannot be read */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A limit of this tenant is reached */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The issuer of bearer tokens did not answer; Object storage did not answer; Redis did not answer */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getDicomInstanceMetadata: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Study Instance UID. */
                study: string;
                /** @description Series Instance UID. */
                series: string;
                /** @description SOP Instance UID. */
                instance: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One dataset */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/dicom+json": components["schemas"]["DicomJson"];
                    "application/json": components["schemas"]["DicomJson"];
                    "multipart/related": components["schemas"]["DicomJson"];
                };
            };
            /** @description The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid API key was given */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This API key may not do that */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing for this tenant */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no answer in the form that was asked for */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The image cannot be read */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A limit of this tenant is reached */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The issuer of bearer tokens did not answer; Object storage did not answer; Redis did not answer */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    retrieveDicomFrames: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Study Instance UID. */
                study: string;
                /** @description Series Instance UID. */
                series: string;
                /** @description SOP Instance UID. */
                instance: string;
                /** @description Frame numbers from 1, with commas between; a radiograph has one. */
                frames: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One part a frame, or the frame alone */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "multipart/related": string;
                    "application/octet-stream": string;
                    "image/jpeg": string;
                    "image/jls": string;
                    "image/jp2": string;
                    "image/jphc": string;
                    "image/dicom-rle": string;
                };
            };
            /** @description What If-None-Match names has not changed */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid API key was given */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This API key may not do that */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing for this tenant */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no answer in the form that was asked for */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The image cannot be read */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A limit of this tenant is reached */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description A bounded queue is full
             *
             *     The issuer of bearer tokens did not answer; Object storage did not answer; Redis did not answer
             */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The deadline passed */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    renderDicomStudy: {
        parameters: {
            query?: {
                /** @description `center,width,function`, with linear, linear-exact or sigmoid as function. */
                window?: string;
                /** @description `vw,vh,sx,sy,sw,sh`: the picture fits vw × vh; of the image from sx,sy so much; a negative size turns it. */
                viewport?: string;
                /** @description Of JPEG. */
                quality?: number;
                /** @description Not supported: left out, with a warning. */
                annotation?: string;
                /** @description Not supported: left out, with a warning. */
                iccprofile?: string;
            };
            header?: never;
            path: {
                /** @description Study Instance UID. */
                study: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One part an image */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "multipart/related": string;
                    "image/jpeg": string;
                    "image/png": string;
                    "image/gif": string;
                };
            };
            /** @description What If-None-Match names has not changed */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid API key was given */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This API key may not do that */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing for this tenant */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no answer in the form that was asked for */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The image cannot be read */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A limit of this tenant is reached */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description A bounded queue is full
             *
             *     The issuer of bearer tokens did not answer; Object storage did not answer; Redis did not answer
             */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The deadline passed */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    renderDicomSeries: {
        parameters: {
            query?: {
                /** @description `center,width,function`, with linear, linear-exact or sigmoid as function. */
                window?: string;
                /** @description `vw,vh,sx,sy,sw,sh`: the picture fits vw × vh; of the image from sx,sy so much; a negative size turns it. */
                viewport?: string;
                /** @description Of JPEG. */
                quality?: number;
                /** @description Not supported: left out, with a warning. */
                annotation?: string;
                /** @description Not supported: left out, with a warning. */
                iccprofile?: string;
            };
            header?: never;
            path: {
                /** @description Study Instance UID. */
                study: string;
                /** @description Series Instance UID. */
                series: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One part an image */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "multipart/related": string;
                    "image/jpeg": string;
                    "image/png": string;
                    "image/gif": string;
                };
            };
            /** @description What If-None-Match names has not changed */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid API key was given */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This API key may not do that */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing for this tenant */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no answer in the form that was asked for */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The image cannot be read */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A limit of this tenant is reached */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description A bounded queue is full
             *
             *     The issuer of bearer tokens did not answer; Object storage did not answer; Redis did not answer
             */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The deadline passed */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    renderDicomInstance: {
        parameters: {
            query?: {
                /** @description `center,width,function`, with linear, linear-exact or sigmoid as function. */
                window?: string;
                /** @description `vw,vh,sx,sy,sw,sh`: the picture fits vw × vh; of the image from sx,sy so much; a negative size turns it. */
                viewport?: string;
                /** @description Of JPEG. */
                quality?: number;
                /** @description Not supported: left out, with a warning. */
                annotation?: string;
                /** @description Not supported: left out, with a warning. */
                iccprofile?: string;
            };
            header?: never;
            path: {
                /** @description Study Instance UID. */
                study: string;
                /** @description Series Instance UID. */
                series: string;
                /** @description SOP Instance UID. */
                instance: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The image */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "image/jpeg": string;
                    "image/png": string;
                    "image/gif": string;
                    "multipart/related": string;
                };
            };
            /** @description What If-None-Match names has not changed */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid API key was given */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This API key may not do that */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing for this tenant */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no answer in the form that was asked for */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The image cannot be read */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A limit of this tenant is reached */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description A bounded queue is full
             *
             *     The issuer of bearer tokens did not answer; Object storage did not answer; Redis did not answer
             */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The deadline passed */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    renderDicomFrames: {
        parameters: {
            query?: {
                /** @description `center,width,function`, with linear, linear-exact or sigmoid as function. */
                window?: string;
                /** @description `vw,vh,sx,sy,sw,sh`: the picture fits vw × vh; of the image from sx,sy so much; a negative size turns it. */
                viewport?: string;
                /** @description Of JPEG. */
                quality?: number;
                /** @description Not supported: left out, with a warning. */
                annotation?: string;
                /** @description Not supported: left out, with a warning. */
                iccprofile?: string;
            };
            header?: never;
            path: {
                /** @description Study Instance UID. */
                study: string;
                /** @description Series Instance UID. */
                series: string;
                /** @description SOP Instance UID. */
                instance: string;
                /** @description Frame numbers from 1, with commas between; a radiograph has one. */
                frames: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The image */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "image/jpeg": string;
                    "image/png": string;
                    "image/gif": string;
                    "multipart/related": string;
                };
            };
            /** @description What If-None-Match names has not changed */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid API key was given */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This API key may not do that */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing for this tenant */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no answer in the form that was asked for */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The image cannot be read */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A limit of this tenant is reached */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description A bounded queue is full
             *
             *     The issuer of bearer tokens did not answer; Object storage did not answer; Redis did not answer
             */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The deadline passed */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getDicomStudyThumbnail: {
        parameters: {
            query?: {
                /** @description `vw,vh,sx,sy,sw,sh`: the picture fits vw × vh; of the image from sx,sy so much; a negative size turns it. */
                viewport?: string;
            };
            header?: never;
            path: {
                /** @description Study Instance UID. */
                study: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The image */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "image/jpeg": string;
                    "image/png": string;
                    "image/gif": string;
                };
            };
            /** @description What If-None-Match names has not changed */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid API key was given */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This API key may not do that */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing for this tenant */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no answer in the form that was asked for */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The image cannot be read */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A limit of this tenant is reached */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description A bounded queue is full
             *
             *     The issuer of bearer tokens did not answer; Object storage did not answer; Redis did not answer
             */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The deadline passed */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getDicomSeriesThumbnail: {
        parameters: {
            query?: {
                /** @description `vw,vh,sx,sy,sw,sh`: the picture fits vw × vh; of the image from sx,sy so much; a negative size turns it. */
                viewport?: string;
            };
            header?: never;
            path: {
                /** @description Study Instance UID. */
                study: string;
                /** @description Series Instance UID. */
                series: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The image */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "image/jpeg": string;
                    "image/png": string;
                    "image/gif": string;
                };
            };
            /** @description What If-None-Match names has not changed */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid API key was given */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This API key may not do that */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing for this tenant */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no answer in the form that was asked for */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The image cannot be read */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A limit of this tenant is reached */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description A bounded queue is full
             *
             *     The issuer of bearer tokens did not answer; Object storage did not answer; Redis did not answer
             */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The deadline passed */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getDicomInstanceThumbnail: {
        parameters: {
            query?: {
                /** @description `vw,vh,sx,sy,sw,sh`: the picture fits vw × vh; of the image from sx,sy so much; a negative size turns it. */
                viewport?: string;
            };
            header?: never;
            path: {
                /** @description Study Instance UID. */
                study: string;
                /** @description Series Instance UID. */
                series: string;
                /** @description SOP Instance UID. */
                instance: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The image */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "image/jpeg": string;
                    "image/png": string;
                    "image/gif": string;
                };
            };
            /** @description What If-None-Match names has not changed */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid API key was given */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This API key may not do that */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing for this tenant */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no answer in the form that was asked for */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The image cannot be read */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A limit of this tenant is reached */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description A bounded queue is full
             *
             *     The issuer of bearer tokens did not answer; Object storage did not answer; Redis did not answer
             */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The deadline passed */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    completeStudy: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Study Instance UID. */
                study: unknown;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description On its way; an instance that comes later makes a new revision */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CompleteAnswer"];
                };
            };
            /** @description No valid API key was given */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This API key may not do that */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing for this tenant */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A limit of this tenant is reached */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description Ingest did not answer
             *
             *     The issuer of bearer tokens did not answer; Object storage did not answer; Redis did not answer
             */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listApiKeys: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All keys */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiKeyList"];
                };
            };
            /** @description No valid API key was given */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This API key may not do that */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A limit of this tenant is reached */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The issuer of bearer tokens did not answer; Object storage did not answer; Redis did not answer */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createApiKey: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewApiKey"];
            };
        };
        responses: {
            /** @description The key */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreatedApiKey"];
                };
            };
            /** @description The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid API key was given */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This API key may not do that */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request conflicts with what is stored */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A limit of this tenant is reached */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The issuer of bearer tokens did not answer; Object storage did not answer; Redis did not answer */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    rotateApiKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of an API key. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ApiKeyRotation"];
            };
        };
        responses: {
            /** @description The successor, shown this once, and the old key */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RotatedApiKey"];
                };
            };
            /** @description The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid API key was given */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This API key may not do that */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing for this tenant */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request conflicts with what is stored */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A limit of this tenant is reached */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The issuer of bearer tokens did not answer; Object storage did not answer; Redis did not answer */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    revokeApiKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of an API key. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is gone */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid API key was given */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This API key may not do that */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing for this tenant */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request conflicts with what is stored */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A limit of this tenant is reached */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The issuer of bearer tokens did not answer; Object storage did not answer; Redis did not answer */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listAudit: {
        parameters: {
            query?: {
                /** @description At or after this time. */
                since?: string;
                /** @description At or before this time. */
                until?: string;
                /** @description Entries a page, at most. */
                limit?: number;
                /** @description The `next` of the page before. */
                cursor?: string;
                /** @description `fhir`: as a Bundle of AuditEvents, like the Accept header. */
                format?: "json" | "fhir";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page; as FHIR, a Bundle of AuditEvents by IHE BALP */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditList"];
                    "application/fhir+json": {
                        resourceType: string;
                    };
                };
            };
            /** @description The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid API key was given */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This API key may not do that */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A limit of this tenant is reached */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The issuer of bearer tokens did not answer; Object storage did not answer; Redis did not answer */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listTenants: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The tenants */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TenantList"];
                };
            };
            /** @description No valid API key was given */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This API key may not do that */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A limit of this tenant is reached */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The issuer of bearer tokens did not answer; Object storage did not answer; Redis did not answer */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createTenant: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewTenant"];
            };
        };
        responses: {
            /** @description The tenant, and its key, shown this once */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreatedTenant"];
                };
            };
            /** @description The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid API key was given */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This API key may not do that */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request conflicts with what is stored */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A limit of this tenant is reached */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description The key that identities are kept under is not set
             *
             *     The issuer of bearer tokens did not answer; Object storage did not answer; Redis did not answer
             */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getTenant: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of a tenant. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The tenant */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Tenant"];
                };
            };
            /** @description The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid API key was given */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This API key may not do that */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing for this tenant */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A limit of this tenant is reached */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The issuer of bearer tokens did not answer; Object storage did not answer; Redis did not answer */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    changeTenant: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of a tenant. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TenantChange"];
            };
        };
        responses: {
            /** @description The tenant as it is now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Tenant"];
                };
            };
            /** @description The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid API key was given */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This API key may not do that */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing for this tenant */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request conflicts with what is stored */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A limit of this tenant is reached */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description The key that identities are kept under is not set
             *
             *     The issuer of bearer tokens did not answer; Object storage did not answer; Redis did not answer
             */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createTenantApiKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of a tenant. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewApiKey"];
            };
        };
        responses: {
            /** @description The key, shown this once */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreatedApiKey"];
                };
            };
            /** @description The request is not valid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid API key was given */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This API key may not do that */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such thing for this tenant */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request conflicts with what is stored */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A limit of this tenant is reached */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The issuer of bearer tokens did not answer; Object storage did not answer; Redis did not answer */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    healthz: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
        };
    };
    readyz: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It can */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
            /** @description It cannot; `checks` says why */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
        };
    };
    metrics: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Text exposition */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
        };
    };
}
