-- What a look at a list left behind, so that a publication after it need not be read back.

alter table looks add column left_inputs varchar;  -- as `inputs`, when the stage ended; null: nobody can say
