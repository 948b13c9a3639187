/*
 * retention_settings.h - the settings by which LiteLLM itself deletes rows that are old.
 */
#ifndef LITELLM_RETENTION_SETTINGS_H
#define LITELLM_RETENTION_SETTINGS_H

typedef struct {
    const char *setting; /* in general_settings: "30d", newer versions also a number of days */
    const char *table;   /* whose rows it deletes */
} RetentionSetting;

/* The last one has no setting. */
extern const RetentionSetting RETENTION_SETTINGS[];

/* The switch of the part of LiteLLM that makes and drops partitions of the log. */
extern const char PARTITIONING_SETTING[];

#endif
