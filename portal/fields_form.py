"""Forms that read the fields of a model and leave the row to the action."""

from django import forms
from django.core.exceptions import FieldDoesNotExist


class FieldsForm(forms.ModelForm):
    """The fields of a model, with the model's own checks of what is written (a birth number is stopped, domain.md S-01).

    No row is made, so no constraint is asked here: the action does that.
    """

    def _post_clean(self) -> None:
        for name, value in list(self.cleaned_data.items()):
            try:
                self._meta.model._meta.get_field(name).run_validators(value)  # type: ignore[union-attr]
            except FieldDoesNotExist:
                continue
            except forms.ValidationError as error:
                self.add_error(name, error)
